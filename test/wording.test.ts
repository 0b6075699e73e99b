import { describe, expect, it } from 'vitest'
import { languages } from '../src/causes/cause.ts'
import { causes } from '../src/causes/index.ts'
import { assumptionText } from '../src/report/assumption.ts'
import { labels } from '../src/report/labels.ts'
import { ownerName } from '../src/report/owner.ts'
import { diagnoses } from './diagnoses.ts'
import { phraseProblems, wordingProblems } from './wording-rules.ts'
import { editSentences, type Printed, reasonSentences, sentencesOf, suspicionSentences } from './wording-sentences.ts'

describe('English sentences', () => {
  it.each([
    'Statement `ReadReports` names the bucket, but `s3:GetObject` acts on the objects in it.',
    'Policy `p` lists `you should ask?`. The request was for `arn:aws:s3:::reports/q1.csv`.',
    'One of these two is the cause, because `aws:SourceVpce` is not known.',
    'The mayor adjusted the mustard.',
  ])('are silent: %s', (text) => {
    expect(wordingProblems(text, 'en')).toEqual([])
  })

  it.each([
    ['The policy should allow it.', 'a banned word: "should"'],
    ['Please add it.', 'a banned word: "Please"'],
    ['It may be an SCP.', 'a guess instead of the missing fact: "may"'],
    ['It is possibly an SCP.', 'a guess instead of the missing fact: "possibly"'],
    ['Did you mean `s3:GetObject`.', 'a question to the reader: "Did you mean"'],
    ['Is it `s3:GetObject`?.', 'a question or an exclamation: "?"'],
    ['The policy `p` denies `x', 'a backtick without its partner'],
    ['The policy undefined denies.', 'a value that was not filled in: "undefined"'],
    ['The policy denies', 'not one full stop at the end'],
    ['The policy denies..', 'not one full stop at the end'],
    ['The  policy denies.', 'a stray space: "e  p"'],
    ['', 'no text at all'],
  ])('are reported: %j', (text, problem) => {
    expect(wordingProblems(text, 'en')).toContain(problem)
  })
})

describe('Korean sentences', () => {
  it.each([
    '`ReadReports` 문에는 버킷이 적혀 있지만, `s3:GetObject` 작업의 대상은 버킷 안의 객체입니다.',
    '`p` 정책의 `Deny`에 해당하며, 요청한 리소스는 `arn:aws:s3:::reports/q1.csv`입니다.',
    '`ReadReports` 문의 `Resource` 요소에 `arn:aws:s3:::reports/q1.csv` 값을 추가하세요.',
    '값은 `a`이며, `b` 이 정책의 값이 아닙니다.',
    'ARN을 JSON으로 읽었습니다.',
  ])('are silent: %s', (text) => {
    expect(wordingProblems(text, 'ko')).toEqual([])
  })

  it.each([
    ['`s3:GetObject`을 허용합니다.', 'a particle glued to a value: "`을"'],
    ['`s3:GetObject`을(를) 허용합니다.', 'a particle glued to a value: "`을"'],
    ['`role`이 거부합니다.', 'a particle glued to a value: "`이"'],
    ['`role`가 거부합니다.', 'a particle glued to a value: "`가"'],
    ['`role`으로부터 왔습니다.', 'a particle glued to a value: "`으로"'],
    ['`a`와 `b` 값이 다릅니다.', 'a particle glued to a value: "`와"'],
    ['{action}는 거부합니다.', 'a particle glued to a value: "}는"'],
    ['`role` 을 거부합니다.', 'a particle after a value: "` 을"'],
    ['정책이 거부한 것 같습니다.', 'a guess (추측 말투): "것 같"'],
    ['거부할 수도 있습니다.', 'a guess (추측 말투): " 수도 있"'],
    ['정책에 대하여 거부합니다.', 'a literal translation (직역투): "에 대하여"'],
    ['작업을 수행하는 역할입니다.', 'a literal translation (직역투): "을 수행"'],
    ['정책이 거부함.', 'an ending that is neither 합니다 nor ~하세요'],
    ['정책이 거부합니다', 'not one full stop at the end'],
  ])('are reported: %j', (text, problem) => {
    expect(wordingProblems(text, 'ko')).toContain(problem)
  })
})

describe('headings', () => {
  it('need no full stop', () => {
    expect(phraseProblems('Not known', 'en')).toEqual([])
    expect(phraseProblems('알 수 없는 사실', 'ko')).toEqual([])
  })
})

describe.each(languages)('what is printed in %s', (language) => {
  const problemsOf = (printed: readonly Printed[]): readonly string[] =>
    printed.flatMap(([from, sentence]) =>
      wordingProblems(sentence, language).map((problem) => `${from}: ${problem} in: ${sentence}`),
    )

  it.each(Object.entries(diagnoses))('is well worded for %s', (_, diagnosis) => {
    const printed = sentencesOf(diagnosis, language)
    expect(printed.length).toBeGreaterThan(1)
    expect(problemsOf(printed)).toEqual([])
  })

  it('is read from proofs of every cause about policies', () => {
    const told = Object.values(diagnoses).flatMap(({ causes }) =>
      causes.filter(({ status }) => status === 'confirmed').map(({ code }) => code),
    )
    expect(policyCauses.filter((code) => !told.includes(code))).toEqual([])
  })

  it('is well worded for every edit of every document', () => {
    expect(problemsOf(editSentences(language))).toEqual([])
  })

  it('is well worded where a fix is not verified', () => {
    expect(problemsOf(reasonSentences(language))).toEqual([])
  })

  it('is well worded for every cause that is only possible', () => {
    expect(problemsOf(suspicionSentences(language))).toEqual([])
  })

  it('has labels, owners and assumptions without a fault', () => {
    const { answer, status, ...words } = labels[language]
    const plain = Object.values(words).filter((word) => typeof word === 'string')
    const owners = ([null, '111122223333'] as const).flatMap((account) =>
      ownerKinds.map((kind) => ownerName[language]({ kind, account })),
    )
    const assumed = assumptions.map((assumption) => assumptionText[language](assumption))
    const phrases = [...Object.values(answer), ...Object.values(status), ...plain, ...owners, ...assumed]
    expect(phrases.flatMap((phrase) => phraseProblems(phrase, language).map((problem) => [phrase, problem]))).toEqual(
      [],
    )
  })
})

/** The causes that policy documents alone prove. */
const policyCauses = causes.map(({ code }) => code).filter((code) => /^UD[2-8]/.test(code))

const ownerKinds = [
  'accountAdministrator',
  'bucketOwner',
  'keyAdministrator',
  'catalogAdministrator',
  'organizationAdministrator',
  'networkAdministrator',
  'resourceOwner',
  'roleAssumer',
  'caller',
] as const

const assumptions = [
  { kind: 'noSessionPolicy' },
  { kind: 'noVpcEndpoint' },
  { kind: 'https' },
  { kind: 'noRequestHeader', key: 's3:x-amz-acl' },
  { kind: 'noSessionTags' },
  { kind: 'directCall' },
  { kind: 'outsidePoliciesNotJudged', service: 's3' },
] as const
