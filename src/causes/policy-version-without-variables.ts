import type { Mismatch } from '../engine/trace.ts'
import { type Cause, defineCause, type Evidence, type Place } from './cause.ts'
import { nearAllows, placeOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { wouldApply } from './retrace.ts'
import { code, labelOf, type PolicyLabel, policyName, statementName } from './words.ts'

interface OldVersion extends Evidence {
  readonly place: Place
  /** The value that holds a variable. */
  readonly value: string
  /** What the document states; null where it states none. */
  readonly version: string | null
  readonly policy: PolicyLabel
}

const variable = /\$\{[^}]+\}/

/** The document uses `${…}` but is read in the version that takes it as literal text. */
export const policyVersionWithoutVariables: Cause = defineCause<OldVersion>({
  code: 'UD227',
  name: 'policy-version-without-variables',
  since: '0.1.0',
  layers: ['identity', 'resource', 'boundary', 'session', 'vpce'],
  specificity: 3,

  find: (input) =>
    nearAllows(input, canBeVariable).flatMap(({ layer, trace, stored, statement }) => {
      if (!stored.document.ok || stored.document.document.version === '2012-10-17') return []
      const inResource = statement.resource?.values.find((v) => variable.test(v))
      const condition = statement.conditions.find((c) => c.values.some((v) => variable.test(v)))
      const value = inResource ?? condition?.values.find((v) => variable.test(v))
      if (value === undefined || !wouldApply(input, trace, { kind: 'setVersion', policyId: trace.policyId })) return []
      const version = stored.document.document.versionIsStated ? stored.document.document.version : null
      return [
        {
          layer,
          place: placeOf(trace, inResource === undefined ? '/Condition' : '/Resource'),
          value,
          version,
          policy: labelOf(stored),
        },
      ]
    }),

  edits: ({ place, policy, layer }, input) => [
    ...(policy.awsManaged ? [] : [{ kind: 'setVersion', policyId: place.at.policyId } as const]),
    ...grantEdits(input, layer),
  ],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementName.en(e.place.at)} uses a policy variable, but ${policyName.en(e.policy)} is read in a version without variables.`,
      why: `${e.version === null ? `The document has no ${code('Version')}` : `${code('Version')} is ${code(e.version)}`}, so ${code(e.value)} is literal text; variables need ${code('2012-10-17')}.`,
    }),
    ko: (e) => ({
      headline: `${statementName.ko(e.place.at)}에는 정책 변수가 있지만, ${policyName.ko(e.policy)}에는 변수를 지원하는 버전이 적혀 있지 않습니다.`,
      why: `${e.version === null ? `문서에 ${code('Version')} 요소가 없어` : `${code('Version')} 값이 ${code(e.version)}이므로`} ${code(e.value)} 값을 글자 그대로 읽습니다. 변수를 쓰려면 ${code('2012-10-17')} 값이 필요합니다.`,
    }),
  },

  suspicion: {
    en: () => `A policy uses variables without ${code('Version')} ${code('2012-10-17')}.`,
    ko: () => `정책이 ${code('2012-10-17')} 버전 없이 변수를 사용합니다.`,
  },
})

function canBeVariable(mismatch: Mismatch): boolean {
  return mismatch.kind === 'resourceNotListed' || mismatch.kind === 'conditionNotMet'
}
