import type { Edit } from '../fixes/edit.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Place } from './cause.ts'
import { type NearAllow, nearAllows, placeOf, withinOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { wouldApply } from './retrace.ts'
import { code, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface Whitespace extends Evidence {
  readonly place: Place
  readonly element: 'Resource' | 'Principal'
  readonly listed: string
  readonly mended: string
  /** Code points of the stray characters, `U+0020`. */
  readonly strayed: readonly string[]
  readonly policy: PolicyLabel
}

const invisible = /[\s\p{Cf}\p{Cc}\u00a0\u3000]+|%20/gu

/** A stray blank or invisible character stands in an ARN of a policy's Resource or Principal. */
export const arnWhitespace: Cause = defineCause<Whitespace>({
  code: 'UD223',
  name: 'arn-whitespace',
  since: '0.1.0',
  layers: ['identity', 'resource', 'kms', 'boundary', 'session', 'vpce', 'accessPoint'],
  specificity: 3,

  find: (input) =>
    nearAllows(input, (m) => m.kind === 'resourceNotListed' || m.kind === 'principalNotListed').flatMap((near) =>
      [...strays(near, 'Resource'), ...strays(near, 'Principal')].filter((stray) =>
        wouldApply(input, near.trace, mendEdit(stray)),
      ),
    ),

  edits: (evidence, input: CauseInput) => [
    ...(evidence.policy.awsManaged ? [] : [mendEdit(evidence)]),
    ...grantEdits(input, evidence.layer),
  ],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `An ARN in the ${code(e.element)} of ${statementOf.en(e.place.at, e.policy)} holds a stray blank or invisible character (${e.strayed.join(', ')}).`,
      why: `The document says ${code(e.listed)}. Without the character it says ${code(e.mended)}, which matches the request.`,
    }),
    ko: (e) => ({
      headline: `${statementOf.ko(e.place.at, e.policy)}의 ${code(e.element)} 요소에 적힌 ARN에 불필요한 공백이나 보이지 않는 문자(${e.strayed.join(', ')})가 있습니다.`,
      why: `문서의 값은 ${code(e.listed)}입니다. 그 문자를 빼면 ${code(e.mended)} 값이 되어 요청과 일치합니다.`,
    }),
  },

  suspicion: {
    en: () => 'An ARN in a policy holds a stray blank or an invisible character.',
    ko: () => '정책의 ARN에 불필요한 공백이나 보이지 않는 문자가 있습니다.',
  },
})

function strays(near: NearAllow, element: 'Resource' | 'Principal'): readonly Whitespace[] {
  const { layer, trace, statement, stored } = near
  const values =
    element === 'Resource'
      ? (statement.resource?.values ?? [])
      : (statement.principal?.principals ?? []).map((p) => p.value)
  return values.flatMap((listed) => {
    const mended = listed.replace(invisible, '')
    if (mended === listed) return []
    const strayed = [...new Set([...(listed.match(invisible) ?? [])].flatMap((run) => [...run].map(codePoint)))].slice(
      0,
      4,
    )
    const place = placeOf(trace, withinOf(near, element, listed))
    return [{ layer, place, element, listed, mended, strayed, policy: labelOf(stored) }]
  })
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function mendEdit({
  place,
  element,
  listed,
  mended,
}: Pick<Whitespace, 'place' | 'element' | 'listed' | 'mended'>): Edit {
  return element === 'Resource'
    ? { kind: 'replaceResource', at: place.at, from: listed, resource: mended }
    : { kind: 'replacePrincipal', at: place.at, from: listed, principal: mended }
}
