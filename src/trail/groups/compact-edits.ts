import type { Edit, StatementJson } from '../../fixes/edit.ts'
import { type Covering, coveringAll, coveringTogether } from './covering.ts'
import type { PlannedEdit } from './planned-edit.ts'

/**
 * The same plan in fewer words: it names the other denied resources of the groups that it serves, by the pattern that
 * covers them where they are many, and new statements of one document that differ in resources or in actions alone
 * become one. It opens at least what the plan opened, so it has to be decided again.
 */
export function compacted(planned: readonly PlannedEdit[]): readonly PlannedEdit[] {
  return mergedActions(mergedStatements(mergedResources(planned)))
}

/** Resources added to one statement. */
function mergedResources(planned: readonly PlannedEdit[]): readonly PlannedEdit[] {
  return merged(
    planned,
    ({ edit }) => (edit.kind === 'addResource' ? `${edit.at.policyId}#${edit.at.index}` : null),
    (all) => {
      const { edit } = all[0]
      if (edit.kind !== 'addResource') return all
      const { resources, patterns } = coveringOf(all, (one) => (one.kind === 'addResource' ? [one.resource] : []))
      return resources.map((resource) => ({
        ...joined(all),
        edit: { ...edit, resource },
        patterns: patterns.filter((pattern) => pattern === resource),
      }))
    },
  )
}

/** New statements that are the same but for their resources. */
function mergedStatements(planned: readonly PlannedEdit[]): readonly PlannedEdit[] {
  return merged(planned, allBut('Resource'), (all) => {
    const { resources, patterns } = coveringOf(all, (edit) => valuesOf(edit, 'Resource'))
    return resources.length === 0 ? all : [{ ...withValues(all, 'Resource', resources), patterns }]
  })
}

/** New statements that are the same but for their actions. */
function mergedActions(planned: readonly PlannedEdit[]): readonly PlannedEdit[] {
  return merged(planned, allBut('Action'), (all) => {
    const actions = new Set(all.flatMap(({ edit }) => valuesOf(edit, 'Action')))
    return [withValues(all, 'Action', [...actions].sort())]
  })
}

/** What edits that differ in resources have to name, each by the groups that it serves and no others. */
function coveringOf(all: Several, namedBy: (edit: Edit) => readonly string[]): Covering {
  const each = all.flatMap(({ edit, groups }) =>
    namedBy(edit).flatMap((resource) => {
      const wider = groups.flatMap((group) => coveringAll(resource, group) ?? [])
      return wider.length > 0 ? wider : [{ resources: [resource], patterns: [] }]
    }),
  )
  return coveringTogether(each)
}

type Element = 'Resource' | 'Action'

function allBut(element: Element): (edit: PlannedEdit) => string | null {
  return ({ edit }) => {
    if (edit.kind !== 'addStatement') return null
    const { [element]: _, Sid: __, ...same } = edit.statement
    return JSON.stringify([edit.to, same])
  }
}

/** The first of some edits for all of them, with these values of an element. */
function withValues(all: Several, element: Element, values: readonly string[]): PlannedEdit {
  const [{ edit, patterns }] = all
  const together = { ...joined(all), patterns: [...new Set([...patterns, ...all.flatMap((one) => one.patterns)])] }
  if (edit.kind !== 'addStatement') return { ...together, edit }
  const only = values.length === 1 ? values[0] : values
  const statement: StatementJson = { ...edit.statement, [element]: only }
  return { ...together, edit: { ...edit, statement } }
}

function valuesOf(edit: Edit, element: Element): readonly string[] {
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

function joined(all: Several): Pick<PlannedEdit, 'cause' | 'matters' | 'groups'> {
  return {
    cause: all[0].cause,
    matters: [...new Set(all.flatMap(({ matters }) => matters))].sort((a, b) => a - b),
    groups: [...new Set(all.flatMap(({ groups }) => groups))],
  }
}
