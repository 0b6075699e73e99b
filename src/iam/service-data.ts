import { isSameAction, splitAction } from './action.ts'
import { matchesAction } from './action-pattern.ts'
import { parseArn } from './arn.ts'
import { globalConditionKeys, oidcKeyData } from './global-keys.ts'
import { bestFits, isFixed, type NameTemplate, nameTemplate, shapeOf } from './name-template.ts'
import { once } from './once.ts'
import { listedActions } from './operation-entry.ts'
import { requiredActions } from './operation-table.ts'
import { collectedOn, rcpServices } from './service-data.generated.ts'
import {
  type ActionData,
  actionNamesOf,
  actionsOf,
  type ConditionKeyData,
  conditionKeysOf,
  packedPrefixes,
  resourceTypesOf,
} from './service-table.ts'
import { likenessOf } from './similar-name.ts'

/** The day on which the service data was collected, `2026-01-31`. */
export const serviceDataDate: string = collectedOn

/** The prefixes of all known services, sorted. */
export function servicePrefixes(): readonly string[] {
  return allPrefixes()
}

/** What AWS documents about an action, spelled in any case; null where no such action is known. */
export function actionData(action: string): ActionData | null {
  const parts = splitAction(action)
  return parts === null ? null : (actionsByName(parts.service.toLowerCase()).get(parts.name.toLowerCase()) ?? null)
}

/** True where AWS documents the action. */
export function actionExists(action: string): boolean {
  return knownAction(action) !== null
}

/** The action as IAM spells it; an unknown one keeps its name, with the prefix in lower case. */
export function canonicalAction(action: string): string {
  const parts = splitAction(action)
  return knownAction(action) ?? (parts === null ? action : `${parts.service.toLowerCase()}:${parts.name}`)
}

/** The known actions that a pattern such as `s3:Get*` or `*` takes in, service by service and sorted by name. */
export function actionsMatching(pattern: string): readonly string[] {
  const service = pattern.startsWith('*') ? null : (splitAction(pattern)?.service.toLowerCase() ?? '')
  const services = service === null ? allPrefixes() : [service]
  return services.flatMap(actionsIn).filter((action) => matchesAction(pattern, action))
}

const leastLikeness = 0.6

/**
 * Known actions that a misspelled one may stand for, the likeliest first: those that an operation of this name needs,
 * then those of the same service with a similar name; for an unknown service, actions of this name in other services.
 */
export function similarActions(action: string, limit: number): readonly string[] {
  const parts = splitAction(action)
  if (parts === null) return []
  const service = parts.service.toLowerCase()
  if (actionsIn(service).length === 0) return sameNameElsewhere(parts.name).slice(0, limit)

  const needed = (listedActions(requiredActions, service, parts.name, false) ?? [])
    .map((listed) => listed.action)
    .filter(actionExists)
  const alike = actionsIn(service)
    .map((known) => ({ known, likeness: likenessOf(parts.name, known.slice(service.length + 1)) }))
    .filter(({ likeness }) => likeness >= leastLikeness)
    .sort((one, other) => other.likeness - one.likeness || (one.known < other.known ? -1 : 1))
    .map(({ known }) => known)
  return [...new Set([...needed, ...alike])].filter((known) => !isSameAction(known, action)).slice(0, limit)
}

/** What AWS documents about a condition key, spelled in any case and with or without a tag key; null where unknown. */
export function conditionKeyData(key: string): ConditionKeyData | null {
  const { byName, templates } = allConditionKeys()
  const name = key.toLowerCase()
  return byName.get(name) ?? bestFits(templates, name)[0]?.data ?? oidcKeyData(key)
}

/**
 * The resource types that an ARN fits, the closest of each service that defines one, the ARN's own service first:
 * an object, and not also a bucket, for `arn:aws:s3:::b/k`.
 */
export function resourceTypesOfArn(arn: string): readonly { readonly service: string; readonly name: string }[] {
  const parts = parseArn(arn)
  if (parts === null) return []
  const fits = (typesByArnService().get(parts.service) ?? []).flatMap(({ service, types }) => {
    const inPlace = types.filter(
      ({ region, account }) => fitsSegment(region, parts.region) && fitsSegment(account, parts.account),
    )
    return bestFits(inPlace, parts.resource).map(({ name, template }) => ({ service, name, template }))
  })
  // A service that borrows types may define fewer of them: only what the ARN's own service calls the closest counts.
  const own = fits.filter(({ service }) => service === parts.service).map(({ template }) => shapeOf(template))
  return fits
    .filter(({ template }) => own.length === 0 || own.includes(shapeOf(template)))
    .map(({ service, name }) => ({ service, name }))
}

/** Whether an ARN is of a type that the action acts on; null where the action is unknown or has no resource type. */
export function actsOnArn(action: string, arn: string): boolean | null {
  const data = actionData(action)
  if (data === null || data.resourceTypes.length === 0) return null
  return resourceTypesOfArn(arn).some(
    ({ service, name }) => service === data.service && data.resourceTypes.some((type) => type.name === name),
  )
}

// AWS: the list of services that support RCPs.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
/** True where resource control policies can govern resources of the service. */
export function supportsRcp(service: string): boolean {
  return rcpServiceSet().has(service.toLowerCase())
}

/** True where the action is known and has no resource type: only a `Resource` of `*` takes it in. */
export function takesOnlyWildcardResource(action: string): boolean {
  return actionData(action)?.resourceTypes.length === 0
}

function knownAction(action: string): string | null {
  const parts = splitAction(action)
  return parts === null ? null : (spellingByName(parts.service.toLowerCase()).get(action.toLowerCase()) ?? null)
}

function sameNameElsewhere(name: string): readonly string[] {
  return allPrefixes().flatMap((service) => knownAction(`${service}:${name}`) ?? [])
}

function fitsSegment(pattern: string, segment: string): boolean {
  return pattern === segment || pattern === '*' || pattern.startsWith('$') || segment === '*'
}

const allPrefixes = once(packedPrefixes)
const rcpServiceSet = once((): ReadonlySet<string> => new Set(rcpServices.split(' ')))
const actionsIn = onceEach((service): readonly string[] => actionNamesOf(service).map((name) => `${service}:${name}`))
const spellingByName = onceEach(
  (service): ReadonlyMap<string, string> => new Map(actionsIn(service).map((action) => [action.toLowerCase(), action])),
)
const actionsByName = onceEach(
  (service): ReadonlyMap<string, ActionData> =>
    new Map(actionsOf(service).map((action) => [action.name.toLowerCase(), action])),
)

interface ArnType {
  readonly name: string
  readonly region: string
  readonly account: string
  readonly template: NameTemplate
}

/** The ARNs of one service, as one service (often another) defines types for them. */
interface ArnTypes {
  readonly service: string
  readonly types: readonly ArnType[]
}

const typesByArnService = once((): ReadonlyMap<string, readonly ArnTypes[]> => {
  const found = new Map<string, ArnTypes[]>()
  for (const service of allPrefixes()) {
    for (const [arnService, types] of arnTypesOf(service)) {
      const others = found.get(arnService) ?? []
      found.set(arnService, arnService === service ? [{ service, types }, ...others] : [...others, { service, types }])
    }
  }
  return found
})

function arnTypesOf(service: string): ReadonlyMap<string, readonly ArnType[]> {
  const found = new Map<string, ArnType[]>()
  for (const { name, arnPattern } of resourceTypesOf(service)) {
    const arn = parseArn(arnPattern)
    if (arn === null) continue
    const types = found.get(arn.service) ?? []
    types.push({ name, region: arn.region, account: arn.account, template: nameTemplate(arn.resource) })
    found.set(arn.service, types)
  }
  return found
}

interface ConditionKeys {
  readonly byName: ReadonlyMap<string, ConditionKeyData>
  readonly templates: readonly { readonly template: NameTemplate; readonly data: ConditionKeyData }[]
}

const allConditionKeys = once((): ConditionKeys => {
  const byName = new Map<string, ConditionKeyData>()
  const templates: { template: NameTemplate; data: ConditionKeyData }[] = []
  const keys = allPrefixes().flatMap((service) =>
    conditionKeysOf(service).map((data) => ({ data, own: data.name.startsWith(`${service}:`) })),
  )
  // A service that borrows a key of another may describe it differently; the owner's word counts.
  const inOrder = [
    ...globalConditionKeys,
    ...keys.filter(({ own }) => own).map(({ data }) => data),
    ...keys.filter(({ own }) => !own).map(({ data }) => data),
  ]
  for (const data of inOrder) {
    const name = data.name.toLowerCase()
    if (byName.has(name)) continue
    byName.set(name, data)
    const template = nameTemplate(name)
    if (!isFixed(template)) templates.push({ template, data })
  }
  return { byName, templates }
})

function onceEach<T>(make: (service: string) => T): (service: string) => T {
  const made = new Map<string, T>()
  return (service) => {
    const before = made.get(service)
    if (before !== undefined) return before
    const value = make(service)
    // INVARIANT: only known services are remembered, so hostile input cannot fill the memory.
    if (allPrefixes().includes(service)) made.set(service, value)
    return value
  }
}
