import { describe, expect, it } from 'vitest'
import { type Language, languages } from '../src/causes/cause.ts'
import { parseDenials } from '../src/denial/parse.ts'
import { requestDenial } from '../src/denial/request-denial.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { contextOf } from '../src/iam/context.ts'
import { reportText } from '../src/report/text.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import {
  allow,
  alone,
  bucket,
  deny,
  elsewhere,
  explain,
  iam,
  type Json,
  mina,
  organization,
  policy,
  to,
} from './cause-fixture.ts'
import { key, keyArn } from './kms-fixture.ts'
import { explainS3, free, reports } from './s3-fixture.ts'
import { wordingProblems } from './wording-rules.ts'

const object = 'arn:aws:s3:::smoke-reports/q1.csv'
const says = (action: string, resource: string, end: string): string =>
  `An error occurred (AccessDenied) when calling the operation: User: ${mina} is not authorized to perform: ${action} on resource: ${resource} ${end}`

const blockPublicAccess = explainS3({
  text: says('s3:GetObject', '"arn:aws:s3:::reports/q1.csv"', 'with an explicit deny in a resource-based policy'),
  files: {
    ...free,
    ...reports({
      account: elsewhere,
      policy: policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*', to('*'))),
      block: { RestrictPublicBuckets: true },
      objects: { 'q1.csv': {} },
    }),
  },
})
const keyPolicyBlamed = explain({
  action: 'kms:Decrypt',
  resource: keyArn(),
  says: 'because no resource-based policy allows the kms:Decrypt action',
  files: { ...iam({ mina: policy(allow('kms:DescribeKey', '*')) }), ...alone(), ...key() },
})

/** A denial of an SCP: its levels allow everything but for what is given. */
function ofScp(end: string, unit: Json): Diagnosis {
  return explain({
    action: 's3:GetObject',
    resource: object,
    says: end,
    files: {
      ...iam({ mina: policy(allow('*', '*')) }),
      ...organization('scp', { unit }),
      ...bucket('smoke-reports', null),
    },
  })
}
const explicit = 'with an explicit deny in a service control policy'
const implicit = 'because no service control policy allows the s3:GetObject action'
const lacksAllow = policy(allow('sqs:*', '*'))
const denies = policy(allow('*', '*'), deny('s3:*', '*'))

/** The same message where nothing was recorded. */
function textAlone(text: string): Diagnosis {
  const [denial = requestDenial(text)] = parseDenials(text)
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject({})),
    hasSnapshot: false,
    given: { principal: null, action: null, resource: null, context: contextOf({}), expectedPrincipal: null },
    trail: [],
  })
}
const s3Alone = textAlone(says('s3:GetObject', `"${object}"`, 'with an explicit deny in a resource-based policy'))
const kmsAlone = textAlone(
  says('kms:Decrypt', keyArn(), 'because no resource-based policy allows the kms:Decrypt action'),
)

type Told = readonly [string, Diagnosis, Readonly<Record<Language, string>>, string]

const cases: readonly Told[] = [
  [
    'RestrictPublicBuckets, which reads as a Deny of the bucket policy',
    blockPublicAccess,
    {
      en: 'AWS names an explicit deny in a resource-based policy; the recorded answers show that the Block Public Access setting denies it, which AWS words the same way.',
      ko: 'AWS는 리소스 기반 정책의 명시적 거부라고 알렸지만, 기록된 응답에 따르면 퍼블릭 액세스 차단 설정이 거부하며, AWS는 이런 거부도 같은 말로 알립니다.',
    },
    'UD905',
  ],
  [
    'KMS, which blames the key policy for the identity-based one',
    keyPolicyBlamed,
    {
      en: 'AWS says that no key policy allows it; the recorded answers show that the identity-based policy denies it, which AWS words the same way.',
      ko: 'AWS는 이 작업을 허용하는 키 정책이 없다고 알렸지만, 기록된 응답에 따르면 자격 증명 기반 정책이 거부하며, AWS는 이런 거부도 같은 말로 알립니다.',
    },
    'UD920',
  ],
  [
    'an SCP that reads as explicit and lacks an Allow',
    ofScp(explicit, lacksAllow),
    {
      en: 'AWS names an explicit deny in a service control policy; the recorded policies hold no such Deny but lack the Allow.',
      ko: 'AWS는 서비스 제어 정책의 명시적 거부라고 알렸지만, 기록된 정책에는 그런 Deny 문은 없고 허용하는 문이 없을 뿐입니다.',
    },
    'UD601',
  ],
  [
    'an SCP that reads as implicit and denies',
    ofScp(implicit, denies),
    {
      en: 'AWS says that no service control policy allows it; the recorded policies hold a Deny that applies.',
      ko: 'AWS는 이 작업을 허용하는 서비스 제어 정책이 없다고 알렸지만, 기록된 정책에는 이 요청에 적용되는 Deny 문이 있습니다.',
    },
    'UD602',
  ],
]

describe.each(languages)('where a message misleads, in %s', (language) => {
  it.each(cases)('one sentence says so: %s', (_, diagnosis, sentences, code) => {
    const lines = reportText(diagnosis, { language, colour: false }).split('\n')
    expect(lines[1]).toBe(sentences[language])
    expect(lines[2]).toBe('')
    expect(lines.some((line) => line.startsWith(`${code} `) && /confirmed|확인됨/.test(line))).toBe(true)
    expect(wordingProblems(sentences[language], language)).toEqual([])
  })

  it.each([
    [
      'Block Public Access',
      s3Alone,
      {
        en: 'No snapshot was given, and the message proves no cause: AWS words a denial by Block Public Access the same way.',
        ko: 'AWS는 퍼블릭 액세스 차단 설정이 거부할 때도 같은 말로 알립니다.',
      },
    ],
    [
      'the identity-based policy',
      kmsAlone,
      {
        en: 'No snapshot was given, and the message proves no cause: AWS words a denial the same way where the identity-based policy lacks the Allow.',
        ko: 'AWS는 자격 증명 기반 정책에 허용하는 문이 없을 때도 같은 말로 알립니다.',
      },
    ],
  ] as const)('names %s where nothing was recorded', (_, diagnosis, sentences) => {
    expect(reportText(diagnosis, { language, colour: false })).toContain(sentences[language])
  })

  it('says no more where the recorded policies agree', () => {
    const lines = reportText(ofScp(explicit, denies), { language, colour: false }).split('\n')
    expect(lines[1]).toBe(
      language === 'en'
        ? 'AWS names an explicit deny in a service control policy.'
        : 'AWS는 서비스 제어 정책의 명시적 거부라고 알렸습니다.',
    )
  })
})
