/** What a pasted command shows of the parameters of its call, named and shaped as CloudTrail records them. */
export interface SentParameters {
  readonly parameters: Readonly<Record<string, unknown>>
  /** Whether the command shows all that was sent, so that a parameter it lacks was not. */
  readonly isWhole: boolean
}

const command = /(?<![\w-])aws\b[^\n|;&]{0,300}?\bsts\s{1,8}assume-role(?:-with-saml|-with-web-identity)?(?=\s)/g

// AWS: the options of the command and the parameters of the call.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const parameterByOption: ReadonlyMap<string, string> = new Map([
  ['role-arn', 'roleArn'],
  ['role-session-name', 'roleSessionName'],
  ['external-id', 'externalId'],
  ['source-identity', 'sourceIdentity'],
  ['serial-number', 'serialNumber'],
])

const longestCommand = 8_000
const mostCommands = 20

/** The parameters of each `aws sts assume-role` command that a text shows; equal ones once. */
export function sentParametersOf(text: string): readonly SentParameters[] {
  const byText = new Map<string, SentParameters>()
  for (const match of text.slice(0, 200_000).matchAll(command)) {
    const start = match.index + match[0].length
    const sent = readCommand(wordsOf(text.slice(start, start + longestCommand)))
    byText.set(JSON.stringify(sent), sent)
    if (byText.size >= mostCommands) break
  }
  return [...byText.values()]
}

/** The words of a command up to the end of its line, as a POSIX shell takes it apart. */
function wordsOf(text: string): readonly string[] {
  const end = /(?<!\\)\n|[|;&>]/.exec(text.replace(/'[^']*'|"[^"]*"/g, (quoted) => '_'.repeat(quoted.length)))
  const line = text.slice(0, end?.index ?? text.length).replace(/\\\n/g, ' ')
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  )
}

function readCommand(words: readonly string[]): SentParameters {
  const parameters: Record<string, unknown> = {}
  let isWhole = true
  for (const [option, values] of optionsOf(words)) {
    const name = parameterByOption.get(option)
    // What a variable, a mask or a file holds is not shown.
    const isShown = values.every((value) => !/[$`*…<]|^file:/.test(value))
    if (!isShown || option.startsWith('cli-input')) isWhole = false
    else if (name !== undefined && values[0] !== undefined) parameters[name] = values[0]
    else if (option === 'tags') {
      const tags = tagsOf(values)
      if (tags === null) isWhole = false
      else parameters['tags'] = tags
    } else if (option === 'transitive-tag-keys') parameters['transitiveTagKeys'] = values
  }
  return { parameters, isWhole }
}

function optionsOf(words: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  const options: [string, string[]][] = []
  for (const word of words) {
    const [, option, value] = /^--([a-z][a-z-]{1,60})(?:=([\s\S]*))?$/.exec(word) ?? []
    if (option !== undefined) options.push([option, value === undefined ? [] : [value]])
    else options.at(-1)?.[1].push(word)
  }
  return options
}

/** `Key=team,Value=web` and its kin; null where one is written otherwise. */
function tagsOf(values: readonly string[]): readonly { readonly key: string; readonly value: string }[] | null {
  const tags = values.map((text) => {
    const [, key, value] = /^Key=([^,=]{1,128}),Value=([^,]{0,256})$/.exec(text) ?? []
    return key === undefined || value === undefined ? null : { key, value }
  })
  return tags.every((tag) => tag !== null) ? tags : null
}
