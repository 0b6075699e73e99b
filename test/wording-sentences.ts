import type { Language, SuspectInput } from '../src/causes/cause.ts'
import { causes } from '../src/causes/index.ts'
import { layerName } from '../src/causes/words.ts'
import { parseDenials } from '../src/denial/parse.ts'
import { requestDenial } from '../src/denial/request-denial.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import type { Layer } from '../src/engine/trace.ts'
import type { Edit } from '../src/fixes/edit.ts'
import type { RenderedEdit } from '../src/fixes/fix.ts'
import type { Oversize } from '../src/fixes/size-limit.ts'
import { contextOf } from '../src/iam/context.ts'
import { adviceText } from '../src/report/advice.ts'
import { instruction } from '../src/report/instruction.ts'
import { reasonText } from '../src/report/reason.ts'
import { reportOf } from '../src/report/report.ts'
import { requestInstruction } from '../src/report/request-instruction.ts'
import { callOf } from '../src/services/call.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'

/** A sentence with the place that prints it. */
export type Printed = readonly [from: string, sentence: string]

/** Every sentence that one diagnosis prints. */
export function sentencesOf(diagnosis: Diagnosis, language: Language): readonly Printed[] {
  const report = reportOf(diagnosis, language)
  return [
    ...report.summary.map((text): Printed => ['summary', text]),
    ...report.notes.map((text): Printed => ['notes', text]),
    ...(report.advice === null ? [] : [['advice', report.advice] as const]),
    ...report.causes.flatMap(({ code, headline, why }): readonly Printed[] => [
      [`${code} headline`, headline],
      ...(why === '' ? [] : [[`${code} why`, why] as const]),
    ]),
    ...report.fixes.flatMap(({ edits }) =>
      edits.flatMap((edit): readonly Printed[] => [
        ['instruction', edit.instruction],
        ...(edit.advice === null ? [] : [['edit advice', edit.advice] as const]),
      ]),
    ),
  ]
}

const at = { policyId: 'policy', index: 1, sid: null } as const
const sid = { ...at, sid: 'Reads' } as const
const arn = 'arn:aws:s3:::orders/*'
const principal = 'arn:aws:iam::111122223333:role/reader'
const statement = { Sid: 'A', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: [arn] }
const created = { kind: 'new', target: 'bucket-policy:orders', policyName: null, account: null, region: null } as const

/** One edit of every kind that changes a document. */
const edits: readonly Edit[] = [
  { kind: 'addStatement', to: { kind: 'existing', policyId: 'policy' }, statement },
  { kind: 'addStatement', to: created, statement: { Effect: 'Allow', Action: 'sts:AssumeRole' } },
  { kind: 'addStatement', to: { ...created, target: 'identity:user/mina', isManaged: true }, statement },
  { kind: 'addResource', at, resource: arn },
  { kind: 'replaceResource', at, from: 'arn:aws:s3:::orders', resource: arn },
  { kind: 'addAction', at: sid, action: 's3:GetObject' },
  { kind: 'replaceAction', at, from: 's3:ListObjects', action: 's3:ListBucket' },
  { kind: 'removeAction', at: sid, action: 's3:GetObject' },
  { kind: 'addPrincipal', at, principal },
  { kind: 'replacePrincipal', at, from: 'AROAEXAMPLE', principal },
  { kind: 'removePrincipal', at, principal },
  { kind: 'removeStatement', at: sid },
  { kind: 'exceptPrincipal', at, principal },
  { kind: 'exceptPrincipalForAction', at: sid, principal, action: 's3:GetObject' },
  { kind: 'exceptResource', at, resource: arn },
  { kind: 'addNotAction', at, action: 's3:GetObject' },
  { kind: 'addConditionValue', at, operator: 'StringEquals', key: 'aws:SourceVpce', value: 'vpce-0example' },
  { kind: 'exceptForwardedCalls', at },
  { kind: 'setVersion', policyId: 'policy' },
]

/** One target of every kind of document. */
const targets: readonly (readonly [string, string | null])[] = [
  ['identity:user/mina', 'own'],
  ['identity:role/reader', 'own'],
  ['identity:group/readers', 'own'],
  ['identity:policy/Reading', 'Reading'],
  ['boundary:policy/limit', 'limit'],
  ['bucket-policy:orders', null],
  ['key-policy:1234abcd', null],
  ['catalog-policy:111122223333', null],
  ['trust:role/reader', null],
  ['scp:p-example', 'region'],
  ['rcp:p-example', null],
  ['vpce:vpce-0example', null],
  ['session-policy', null],
  ['access-point-policy:orders-ap', null],
  ['queue-policy:orders', null],
]

/** What to do for every kind of edit in every kind of document, and for every request key. */
export function editSentences(language: Language): readonly Printed[] {
  const rendered = targets.flatMap(([target, policyName]) =>
    edits.map(
      (edit): RenderedEdit => ({
        edit,
        cause: 'UD201',
        target,
        owner: { kind: 'caller', account: null },
        policyName,
        copy: target.startsWith('boundary:') ? { name: 'limit-for-mina', holder: 'user/mina' } : null,
        cli: null,
        diff: '',
        document: null,
      }),
    ),
  )
  const keys = [
    'aws:SourceVpce',
    'aws:SourceVpc',
    'aws:SourceIp',
    'aws:VpcSourceIp',
    'aws:SecureTransport',
    'aws:MultiFactorAuthPresent',
    'sts:ExternalId',
    's3:x-amz-acl',
    'aws:RequestTag/team',
    's3:prefix',
  ]
  return [
    ...rendered.flatMap((edit): readonly Printed[] => {
      const advice = adviceText[language](edit)
      const from = `${edit.edit.kind} of ${edit.target}`
      return [[from, instruction[language](edit)], ...(advice === null ? [] : [[from, advice] as const])]
    }),
    ...keys.flatMap((key) =>
      ['true', 'false', 'value'].map((value): Printed => [key, requestInstruction[language](key, [value])]),
    ),
  ]
}

/** Why a fix is not verified, for every layer. */
export function reasonSentences(language: Language): readonly Printed[] {
  // Every key of the table is a layer, because the table is declared over them.
  const layers = Object.keys(layerName.en) as Layer[]
  const denied = layers.flatMap((layer) =>
    (['stillDenied', 'notKnown'] as const).map(
      (kind): Printed => [layer, reasonText[language]({ kind, layers: [layer, 'scp'], request: 0 }, [])],
    ),
  )
  return [...denied, ...oversizes.map((oversize): Printed => ['tooLong', tooLongText(oversize, language)])]
}

function tooLongText(oversize: Oversize, language: Language): string {
  return reasonText[language]({ kind: 'tooLong', layers: [], request: 0, oversize }, [])
}

const long = { policyId: 'policy', policyName: null, size: 40_000, raisableTo: null } as const
const oversizes: readonly Oversize[] = [
  { ...long, target: 'key-policy:1234abcd', limit: 32_768, unit: 'bytes', counts: 'document' },
  { ...long, target: 'trust:role/reader', limit: 2_048, unit: 'characters', counts: 'document', raisableTo: 4_096 },
  { ...long, target: 'identity:user/mina', limit: 2_048, unit: 'characters', counts: 'inlinePolicies' },
]

const texts = [
  'An error occurred (AccessDenied) when calling the GetObject operation: Access Denied',
  'User: arn:aws:iam::111122223333:user/mina is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/1234abcd because no identity-based policy allows the kms:Decrypt action',
  'User: arn:aws:sts::111122223333:assumed-role/reader/mina is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/other',
  'You are not authorized to perform: athena:StartQueryExecution on the resource.',
]

/** What every cause says where it is possible and not proved. */
export function suspicionSentences(language: Language): readonly Printed[] {
  const inputs = texts.map((text): SuspectInput => {
    const [denial = requestDenial(text)] = parseDenials(text)
    const given = { principal: null, action: null, resource: null, context: contextOf({}), expectedPrincipal: null }
    const call = callOf(denial, openSnapshot(filesOfObject({})), given, [])
    return { call, denial, openLayers: ['identity', 'resource', 'kms', 'scp'] }
  })
  return causes.flatMap((cause) => inputs.map((input): Printed => [cause.name, cause.suspicion[language](input)]))
}
