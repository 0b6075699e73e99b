import { once } from './once.ts'
import { packedServices } from './service-data.generated.ts'

/** How AWS classes an action in the Service Authorization Reference. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management'

/** The type of one value of a condition key. */
export type ConditionKeyType = 'String' | 'ARN' | 'Bool' | 'Numeric' | 'Date' | 'IPAddress' | 'Binary'

/** A condition key as AWS defines it. */
export interface ConditionKeyData {
  /** AWS's spelling, with the open part of a template: `aws:ResourceTag/${TagKey}`. */
  readonly name: string
  readonly type: ConditionKeyType
  readonly multivalued: boolean
}

/** A resource type that one action acts on. */
export interface ActionResourceType {
  readonly name: string
  /** True where every request of the action names a resource of this type. */
  readonly required: boolean
  /** ARNs of the type in AWS's notation: `arn:${Partition}:s3:::${BucketName}`. */
  readonly arnPatterns: readonly string[]
  /** Condition keys that apply to the action where it acts on this type, besides those of the action itself. */
  readonly conditionKeys: readonly string[]
}

/** One IAM action as AWS defines it. */
export interface ActionData {
  readonly service: string
  /** The name in IAM's casing. */
  readonly name: string
  readonly accessLevel: AccessLevel
  /** Empty where the action is checked against `*` only. */
  readonly resourceTypes: readonly ActionResourceType[]
  /** Every service and tag key that some request of the action carries; global `aws:` keys are not listed. */
  readonly conditionKeys: readonly string[]
}

/** A resource type of a service. */
export interface ResourceTypeData {
  readonly name: string
  /** In AWS's notation: `arn:${Partition}:s3:::${BucketName}`. */
  readonly arnPattern: string
}

const keyTypes: Readonly<Record<string, ConditionKeyType>> = {
  S: 'String',
  A: 'ARN',
  B: 'Bool',
  N: 'Numeric',
  D: 'Date',
  I: 'IPAddress',
  Y: 'Binary',
}

const accessLevels: Readonly<Record<string, AccessLevel>> = {
  L: 'List',
  R: 'Read',
  W: 'Write',
  T: 'Tagging',
  P: 'Permissions management',
}

// Most runs of a worker that searches logs never ask.
const services = once(packedServices)

/** The prefixes of all services, sorted. */
export function packedPrefixes(): readonly string[] {
  return Object.keys(services())
}

/** Every condition key that the service lists, tag keys included. */
export function conditionKeysOf(service: string): readonly ConditionKeyData[] {
  return itemsOf(partsOf(service).keys).map((item) => {
    const letter = item.charAt(0)
    const name = item.startsWith(':', 1) ? service + item.slice(1) : item.slice(1)
    const type = keyTypes[letter.toUpperCase()] ?? 'String'
    return { name, type, multivalued: letter !== letter.toUpperCase() }
  })
}

/** The resource types that the service defines. */
export function resourceTypesOf(service: string): readonly ResourceTypeData[] {
  return packedTypesOf(service).map(({ name, arnPattern }) => ({ name, arnPattern }))
}

/** The names of the service's actions in IAM's casing, sorted. */
export function actionNamesOf(service: string): readonly string[] {
  return itemsOf(partsOf(service).shapes)
    .flatMap((item) => unfrontCoded(item.slice(item.lastIndexOf('!') + 1)))
    .sort()
}

/** Every action of the service. */
export function actionsOf(service: string): readonly ActionData[] {
  const keySets = keySetsOf(service)
  const types = packedTypesOf(service)
  return itemsOf(partsOf(service).shapes).flatMap((item) => {
    const [head = '', rows = '', names = ''] = item.split('!')
    const resourceTypes = rows === '' ? [] : rows.split(',').map((row) => rowOf(row, types, keySets))
    const own = keySets[numberOf(head.slice(1))] ?? []
    const conditionKeys = [...new Set([...own, ...resourceTypes.flatMap((type) => type.conditionKeys)])].sort()
    const accessLevel = accessLevels[head.charAt(0)] ?? 'Write'
    return unfrontCoded(names).map((name) => ({ service, name, accessLevel, resourceTypes, conditionKeys }))
  })
}

interface PackedType extends ResourceTypeData {
  readonly keySet: number
}

function packedTypesOf(service: string): readonly PackedType[] {
  return itemsOf(partsOf(service).types).map((item) => {
    const [name = '', arn = '', set = ''] = item.split('!')
    const rest = arn.startsWith('@') ? `${service}:\${Region}:\${Account}:${arn.slice(1)}` : arn
    return { name, arnPattern: `arn:\${Partition}:${rest}`, keySet: numberOf(set) }
  })
}

function rowOf(row: string, types: readonly PackedType[], keySets: readonly (readonly string[])[]): ActionResourceType {
  const mark = row.search(/[*.]/)
  const type = types[numberOf(row.slice(0, mark))]
  const ofType = type === undefined ? [] : (keySets[type.keySet] ?? [])
  const conditionKeys = [...(keySets[numberOf(row.slice(mark + 1))] ?? []), ...ofType]
  return {
    name: type?.name ?? '',
    required: row.charAt(mark) === '*',
    arnPatterns: type === undefined ? [] : [type.arnPattern],
    conditionKeys: [...new Set(conditionKeys)].sort(),
  }
}

function keySetsOf(service: string): readonly (readonly string[])[] {
  const keys = conditionKeysOf(service)
  return partsOf(service)
    .keySets.split(';')
    .map((set) => (set === '' ? [] : set.split(',').map((place) => keys[numberOf(place)]?.name ?? '')))
}

function unfrontCoded(names: string): readonly string[] {
  let before = ''
  return names.split(',').map((name) => {
    before = before.slice(0, numberOf(name.charAt(0))) + name.slice(1)
    return before
  })
}

interface PackedParts {
  readonly keys: string
  readonly keySets: string
  readonly types: string
  readonly shapes: string
}

function partsOf(service: string): PackedParts {
  const packed = Object.hasOwn(services(), service) ? (services()[service] ?? '') : ''
  const [keys = '', keySets = '', types = '', shapes = ''] = packed.split('|')
  return { keys, keySets, types, shapes }
}

function itemsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(';')
}

function numberOf(base36: string): number {
  return Number.parseInt(base36, 36)
}
