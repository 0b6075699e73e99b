import { parseOperator } from './operator.ts'
import type {
  Condition,
  Effect,
  NamedPrincipal,
  ParsedPolicy,
  PatternElement,
  PolicyProblem,
  PolicyVersion,
  PrincipalElement,
  PrincipalType,
  Statement,
} from './policy.ts'

type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: PolicyProblem }
type JsonObject = Readonly<Record<string, unknown>>

const documentElements: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement'])
const statementElements: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])
const principalTypes: readonly PrincipalType[] = ['AWS', 'Service', 'Federated', 'CanonicalUser']

// AWS: the elements, their spelling and which of them go together.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
/** Reads a policy document from JSON of unknown shape, as strictly and as tolerantly as AWS does. */
export function parsePolicy(json: unknown): ParsedPolicy {
  if (!isObject(json)) return fault('', 'A policy document is a JSON object.', '정책 문서는 JSON 객체입니다.')
  const stranger = unknownElement(json, documentElements, '')
  if (stranger !== null) return stranger
  const version = parseVersion(json.Version)
  if (!version.ok) return version
  const written = json.Statement
  if (written === undefined)
    return fault('', 'The document has no `Statement` element.', '문서에 `Statement` 요소가 없습니다.')
  const items = Array.isArray(written) ? written : [written]
  const statements: Statement[] = []
  for (const [index, item] of items.entries()) {
    const pointer = Array.isArray(written) ? `/Statement/${index}` : '/Statement'
    const statement = parseStatement(item, index, pointer)
    if (!statement.ok) return statement
    statements.push(statement.value)
  }
  return {
    ok: true,
    document: { version: version.value, versionIsStated: json.Version !== undefined, statements, json },
  }
}

function parseVersion(value: unknown): Parsed<PolicyVersion> {
  // AWS: a document without a version is read as 2008-10-17.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
  if (value === undefined) return good('2008-10-17')
  if (value === '2012-10-17' || value === '2008-10-17') return good(value)
  return fault(
    '/Version',
    '`Version` is `2012-10-17` or `2008-10-17`.',
    '`Version` 값은 `2012-10-17` 또는 `2008-10-17`입니다.',
  )
}

function parseStatement(json: unknown, index: number, pointer: string): Parsed<Statement> {
  if (!isObject(json)) return fault(pointer, 'A statement is a JSON object.', '문은 JSON 객체입니다.')
  const stranger = unknownElement(json, statementElements, pointer)
  if (stranger !== null) return stranger
  const effect = parseEffect(json.Effect, pointer)
  if (!effect.ok) return effect
  const sid = json.Sid
  if (sid !== undefined && typeof sid !== 'string')
    return fault(`${pointer}/Sid`, '`Sid` is a string.', '`Sid` 값은 문자열입니다.')
  const principal = parsePrincipalElement(json, pointer)
  if (!principal.ok) return principal
  const action = parsePatterns(json, 'Action', pointer)
  if (!action.ok) return action
  if (action.value === null)
    return fault(
      pointer,
      'The statement has neither `Action` nor `NotAction`.',
      '문에 `Action` 요소도 `NotAction` 요소도 없습니다.',
    )
  const resource = parsePatterns(json, 'Resource', pointer)
  if (!resource.ok) return resource
  const conditions = parseConditions(json.Condition, `${pointer}/Condition`)
  if (!conditions.ok) return conditions
  return good({
    index,
    sid: sid ?? null,
    effect: effect.value,
    principal: principal.value,
    action: action.value,
    resource: resource.value,
    conditions: conditions.value,
  })
}

function parseEffect(value: unknown, pointer: string): Parsed<Effect> {
  if (value === 'Allow' || value === 'Deny') return good(value)
  if (value === undefined) return fault(pointer, 'The statement has no `Effect`.', '문에 `Effect` 요소가 없습니다.')
  return fault(
    `${pointer}/Effect`,
    '`Effect` is `Allow` or `Deny`, spelled exactly so.',
    '`Effect` 값은 `Allow` 또는 `Deny`이며, 대소문자까지 똑같이 씁니다.',
  )
}

function parsePatterns(json: JsonObject, name: 'Action' | 'Resource', pointer: string): Parsed<PatternElement | null> {
  const chosen = chooseElement(json, name, pointer)
  if (!chosen.ok) return chosen
  if (chosen.value === null) return good(null)
  const { element, value, negated } = chosen.value
  const values = parseStrings(value, `${pointer}/${element}`)
  return values.ok ? good({ negated, values: values.value }) : values
}

function parsePrincipalElement(json: JsonObject, pointer: string): Parsed<PrincipalElement | null> {
  const chosen = chooseElement(json, 'Principal', pointer)
  if (!chosen.ok) return chosen
  if (chosen.value === null) return good(null)
  const { element, value, negated } = chosen.value
  const principals = parsePrincipals(value, `${pointer}/${element}`)
  return principals.ok ? good({ negated, principals: principals.value }) : principals
}

function parsePrincipals(value: unknown, pointer: string): Parsed<readonly NamedPrincipal[]> {
  if (value === '*') return good([{ type: 'AWS', value: '*' }])
  if (!isObject(value))
    return fault(
      pointer,
      'A principal is `"*"` or an object such as `{"AWS": "111122223333"}`.',
      '보안 주체는 `"*"` 또는 `{"AWS": "111122223333"}` 같은 객체입니다.',
    )
  const principals: NamedPrincipal[] = []
  for (const [key, named] of Object.entries(value)) {
    const at = `${pointer}/${pointerPart(key)}`
    const type = principalTypes.find((known) => known === key)
    if (type === undefined)
      return fault(at, `There is no principal type ${quoted(key)}.`, `${quoted(key)} 보안 주체 유형은 없습니다.`)
    const values = parseStrings(named, at)
    if (!values.ok) return values
    for (const one of values.value) principals.push({ type, value: one })
  }
  return good(principals)
}

/** Reads `Name` or `NotName`, of which a statement holds one at most. */
function chooseElement(
  json: JsonObject,
  name: 'Action' | 'Resource' | 'Principal',
  pointer: string,
): Parsed<{ readonly element: string; readonly value: unknown; readonly negated: boolean } | null> {
  const positive = json[name]
  const negative = json[`Not${name}`]
  if (positive !== undefined && negative !== undefined)
    return fault(
      pointer,
      `A statement holds \`${name}\` or \`Not${name}\`, not both.`,
      `문에는 \`${name}\` 요소와 \`Not${name}\` 요소 중 하나만 쓸 수 있습니다.`,
    )
  if (positive !== undefined) return good({ element: name, value: positive, negated: false })
  if (negative !== undefined) return good({ element: `Not${name}`, value: negative, negated: true })
  return good(null)
}

function parseConditions(json: unknown, pointer: string): Parsed<readonly Condition[]> {
  if (json === undefined) return good([])
  if (!isObject(json))
    return fault(
      pointer,
      '`Condition` is a JSON object of operators.',
      '`Condition` 요소는 조건 연산자를 담은 JSON 객체입니다.',
    )
  const conditions: Condition[] = []
  for (const [text, keys] of Object.entries(json)) {
    const at = `${pointer}/${pointerPart(text)}`
    const operator = parseOperator(text)
    if (operator === null)
      return fault(at, `There is no condition operator ${quoted(text)}.`, `${quoted(text)} 조건 연산자는 없습니다.`)
    if (!isObject(keys))
      return fault(
        at,
        'A condition operator holds a JSON object of condition keys.',
        '조건 연산자의 값은 조건 키를 담은 JSON 객체입니다.',
      )
    for (const [key, written] of Object.entries(keys)) {
      const values = parseConditionValues(written, `${at}/${pointerPart(key)}`)
      if (!values.ok) return values
      conditions.push({ operator, key, values: values.value })
    }
  }
  return good(conditions)
}

function parseStrings(json: unknown, pointer: string): Parsed<readonly string[]> {
  if (typeof json === 'string') return good([json])
  if (!Array.isArray(json))
    return fault(pointer, 'The value is a string or a list of strings.', '값은 문자열 또는 문자열의 목록입니다.')
  const values: string[] = []
  for (const [index, item] of json.entries()) {
    if (typeof item !== 'string') return fault(`${pointer}/${index}`, 'The value is a string.', '값은 문자열입니다.')
    values.push(item)
  }
  return good(values)
}

// AWS: in condition values, booleans and numbers need no quotation marks.
function parseConditionValues(json: unknown, pointer: string): Parsed<readonly string[]> {
  const items: readonly unknown[] = Array.isArray(json) ? json : [json]
  const values: string[] = []
  for (const [index, item] of items.entries()) {
    if (typeof item === 'string') values.push(item)
    else if (typeof item === 'boolean' || typeof item === 'number') values.push(String(item))
    else {
      const at = Array.isArray(json) ? `${pointer}/${index}` : pointer
      return fault(
        at,
        'A condition value is a string, a number or a boolean.',
        '조건 값은 문자열, 숫자 또는 부울 값입니다.',
      )
    }
  }
  return good(values)
}

function unknownElement(json: JsonObject, known: ReadonlySet<string>, pointer: string): Fault | null {
  for (const key of Object.keys(json)) {
    if (!known.has(key))
      return fault(
        `${pointer}/${pointerPart(key)}`,
        `There is no policy element ${quoted(key)}.`,
        `${quoted(key)} 정책 요소는 없습니다.`,
      )
  }
  return null
}

type Fault = { readonly ok: false; readonly problem: PolicyProblem }

function fault(pointer: string, en: string, ko: string): Fault {
  return { ok: false, problem: { pointer, message: { en, ko } } }
}

function good<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function pointerPart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Names from a document are outside text: cut short, and without what could steer a terminal. */
function quoted(text: string): string {
  const printable = text.slice(0, 60).replace(/[\p{Cc}\p{Cf}`]/gu, '?')
  return `\`${printable}${text.length > 60 ? '…' : ''}\``
}
