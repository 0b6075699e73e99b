import { actionExists } from '../iam/service-data.ts'

/** Text in which a word, ARN or action that a line break cut in two is whole again; other line breaks stay. */
export function joinWrappedLines(text: string): string {
  if (!text.includes('\n')) return text
  const [first = '', ...rest] = text.split('\n')
  const out: string[] = []
  let current = first
  for (const [index, line] of rest.entries()) {
    if (isCutBetween(current, line, rest[index + 1] ?? '')) {
      current = `${current.trimEnd()}${line.trimStart()}`
    } else {
      out.push(current)
      current = line
    }
  }
  out.push(current)
  return out.join('\n')
}

const longestToken = 400

function isCutBetween(line: string, next: string, afterNext: string): boolean {
  const tail = line.slice(-longestToken * 2).trimEnd()
  const head = next.slice(0, longestToken).trim()
  const left = tail.slice(tail.search(/\S*$/))
  const [right = ''] = head.split(/\s/, 1)
  if (left === '' || right === '' || left.length > longestToken) return false
  const following = head.slice(right.length).trimStart() || (next.length < longestToken ? afterNext.trimStart() : '')
  return (
    isCutWord(left, right) ||
    isCutAction(tail, right) ||
    isCutArn(left, right, following, head.length === right.length) ||
    isCutId(tail, right)
  )
}

/** The words that stand around the parts of AWS's sentence. */
const sentenceWords: ReadonlySet<string> = new Set(
  (
    'user is are not authorized to perform perform: on resource resource: because no identity-based resource-based ' +
    'role trust permissions boundary session service control vpc endpoint policy policies allows allow the action ' +
    'action. with an a explicit deny in transitively through status code code: encoded authorization failure message ' +
    'message: operation operation: and or for as request requestid'
  ).split(' '),
)

function isCutWord(left: string, right: string): boolean {
  const whole = `${left}${right}`.toLowerCase().replace(/[.,]$/, '')
  if (whole.length < 6 || !sentenceWords.has(whole)) return false
  return !(sentenceWords.has(left.toLowerCase()) && sentenceWords.has(right.toLowerCase()))
}

const openAction = /(?:perform:?|allows? the|action:?)\s{1,200}["']?([a-z0-9-]{2,40}:[A-Za-z]{0,80})$/

function isCutAction(tail: string, right: string): boolean {
  const left = openAction.exec(tail)?.[1]
  const rest = /^[A-Za-z]+/.exec(right)?.[0]
  if (left === undefined || rest === undefined || sentenceWords.has(rest.toLowerCase())) return false
  return (
    left.endsWith(':') || actionExists(`${left}${rest}`) || (!actionExists(left) && /^[A-Z]?[a-z]+[A-Z]?/.test(rest))
  )
}

const wordAfterArn =
  /^(?:is|are|because|with|on|status|action|and|to|not|in|via|by|at|for)(?![\w:/-])|^\((?:Service|SDK|Request)/

function isCutArn(left: string, right: string, following: string, isWholeLine: boolean): boolean {
  const start = left.lastIndexOf('arn:')
  if (start === -1 || wordAfterArn.test(right) || !/^[\w$<[{*/:-]/.test(right) || /^[-_=]+$/.test(right)) return false
  const quote = left[start - 1]
  if (quote === '"' || quote === "'") return !left.slice(start).includes(quote) && /^[^\s"']+["']?/.test(right)
  if (!/^[\w$<>[\]{}*/:.@+=,-]+["').,;:]*$/.test(right) || /[;,)]$/.test(left)) return false
  if (/:$/.test(right) && !right.includes('::')) return false
  if (/[:/]$/.test(left) || /^[/:]/.test(right))
    return /[:/-]/.test(right) || wordAfterArn.test(following) || isWholeLine
  if (wordAfterArn.test(following)) return true
  return (
    isWholeLine &&
    /[/:\d-]/.test(right) &&
    !/^[A-Z][a-z]+-?[A-Z]?[a-z]*$/.test(right) &&
    !/^\d{4}-\d\d-\d\d/.test(right)
  )
}

const openUuid = /\bid:?\s{1,20}([0-9a-f-]{1,35})$/i

function isCutId(tail: string, right: string): boolean {
  const left = openUuid.exec(tail)?.[1]
  const rest = /^[0-9a-f-]+/.exec(right)?.[0]
  return left !== undefined && rest !== undefined && left.length + rest.length === 36
}
