import type { StatementJson } from '../../fixes/edit.ts'
import type { PlannedEdit } from './planned-edit.ts'
import { coveringResources } from './resource-pattern.ts'

/**
 * The same plan in fewer words: ARNs that join one statement are told by the pattern that covers them where they are
 * many, and new statements of one document that differ in resources or in actions alone become one. It opens at least
 * what the plan opened, so it has to be decided again.
 */
export function compacted(
  planned: readonly PlannedEdit[],
  patternByResource: ReadonlyMap<string, string>,
): readonly PlannedEdit[] {
  const covering: Covering = (resources) => coveringResources(resources, patternByResource)
  const inResources = mergedStatements(mergedResources(planned, covering), 'Resource', covering)
  return mergedStatements(inResources, 'Action', (actions) => actions.toSorted())
}

/** The fewer words that say the same as some values, or more. */
type Covering = (values: readonly string[]) => readonly string[]

/** Resources added to one statement, as few patterns. */
function mergedResources(planned: readonly PlannedEdit[], covering: Covering): readonly PlannedEdit[] {
  return merged(
    planned,
    ({ edit }) => (edit.kind === 'addResource' ? `${edit.at.policyId}#${edit.at.index}` : null),
    (all) => {
      const [first] = all
      const resources = all.flatMap(({ edit }) => (edit.kind === 'addResource' ? [edit.resource] : []))
      const { edit } = first
      if (edit.kind !== 'addResource') return all
      return covering(resources).map((resource) => ({
        ...joined(all),
        edit: { ...edit, resource },
        patterns: resources.includes(resource) ? [] : [resource],
      }))
    },
  )
}

/** New statements that are the same but for one element. */
function mergedStatements(
  planned: readonly PlannedEdit[],
  element: 'Resource' | 'Action',
  covering: Covering,
): readonly PlannedEdit[] {
  return merged(
    planned,
    ({ edit }) => {
      if (edit.kind !== 'addStatement') return null
      const { [element]: _, Sid: __, ...same } = edit.statement
      return JSON.stringify([edit.to, same])
    },
    (all) => {
      const [first] = all
      const { edit } = first
      if (edit.kind !== 'addStatement') return all
      const values = [...new Set(all.flatMap((one) => valuesOf(one, element)))]
      const shorter = covering(values)
      const only = shorter.length === 1 ? shorter[0] : shorter
      const statement: StatementJson = { ...edit.statement, [element]: only }
      const patterns = element === 'Resource' ? shorter.filter((value) => !values.includes(value)) : []
      const sofar = all.flatMap((one) => one.patterns)
      return [{ ...joined(all), edit: { ...edit, statement }, patterns: [...sofar, ...patterns] }]
    },
  )
}

function valuesOf({ edit }: PlannedEdit, element: string): readonly string[] {
  const value = edit.kind === 'addStatement' ? edit.statement[element] : undefined
  return [value].flat().filter((one): one is string => typeof one === 'string')
}

type Several = readonly [PlannedEdit, ...PlannedEdit[]]

/** Puts the edits of one key together, at the place of the first of them. */
function merged(
  planned: readonly PlannedEdit[],
  keyOf: (edit: PlannedEdit) => string | null,
  merge: (all: Several) => readonly PlannedEdit[],
): readonly PlannedEdit[] {
  const done = new Set<string>()
  return planned.flatMap((first) => {
    const key = keyOf(first)
    if (key === null) return [first]
    if (done.has(key)) return []
    done.add(key)
    const others = planned.filter((other) => other !== first && keyOf(other) === key)
    return merge([first, ...others])
  })
}

function joined(all: Several): Pick<PlannedEdit, 'cause' | 'matters'> {
  return { cause: all[0].cause, matters: [...new Set(all.flatMap(({ matters }) => matters))].sort((a, b) => a - b) }
}
