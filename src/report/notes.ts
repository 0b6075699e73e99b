import type { Language } from '../causes/cause.ts'
import { code, layerName } from '../causes/words.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { Assumption } from '../services/authorization.ts'
import { occasionNotes } from './occasion.ts'
import { wordedAlike } from './said.ts'

/** What a report says where policies do not answer, and what would give a fuller answer. */
export interface Notes {
  readonly notes: readonly string[]
  readonly advice: string | null
}

/**
 * Sentences for a denial of the credentials, one without a snapshot, one not judged, and one that nothing refuses; then
 * what only some runs of the call would be refused.
 */
export function notesOf(diagnosis: Diagnosis, language: Language): Notes {
  const { notes, advice } = ownNotes(diagnosis, language)
  return { notes: [...notes, ...occasionNotes(diagnosis, language)], advice }
}

function ownNotes(diagnosis: Diagnosis, language: Language): Notes {
  const words = sentences[language]
  if (diagnosis.denial.notPermission) return { notes: words.credentials, advice: null }
  if (diagnosis.denial.source === 'request' && diagnosis.certain && diagnosis.verdict.blockedBy.length === 0)
    return { notes: [words.allowed], advice: null }
  if (diagnosis.certain)
    return { notes: diagnosis.fixes.length === 0 ? [noFix(diagnosis, language)] : [], advice: null }
  if (!diagnosis.hasSnapshot) return { notes: [words.noSnapshot(diagnosis)], advice: words.record }
  if (diagnosis.requests.length === 0) return { notes: [words.notJudged], advice: null }
  if (diagnosis.verdict.blockedBy.length > 0)
    return { notes: diagnosis.fixes.length === 0 ? [noFix(diagnosis, language)] : [], advice: null }
  return { notes: [words.nothingRefuses, words.stillCould(diagnosis)], advice: null }
}

interface Sentences {
  readonly credentials: readonly string[]
  readonly noSnapshot: (d: Diagnosis) => string
  readonly record: string
  readonly notJudged: string
  readonly allowed: string
  readonly nothingRefuses: string
  readonly stillCould: (d: Diagnosis) => string
  readonly noFix: string
  readonly ofAws: (name: string) => string
}

const sentences: Readonly<Record<Language, Sentences>> = {
  en: {
    credentials: [
      `Run ${code('aws sts get-caller-identity')} to see whether the credentials are valid and whose they are.`,
      `Run ${code('aws configure list')} to see where they come from: environment, profile, or the role of the machine.`,
    ],
    noSnapshot: (d) => {
      if (d.denial.claim.policyType === null) return 'No snapshot was given, and the message alone proves no cause.'
      const alike = wordedAlike.en(d)
      return alike === null
        ? 'No snapshot was given, so nothing is proved beyond what AWS says.'
        : `No snapshot was given, and the message proves no cause: ${alike}.`
    },
    record: `For the cause with its proof and a verified fix: record the answers of the AWS CLI in a folder (${code('docs/snapshots.md')} lists the commands) and add ${code('--snapshot DIR')}.`,
    notJudged: 'No policy was compared with the request, because the text does not say all of it.',
    allowed: 'The recorded policies and settings allow it.',
    nothingRefuses: 'Nothing that was recorded refuses this request.',
    stillCould: (d) => {
      const unread = unreadLayers(d).map((layer) => layerName.en[layer])
      return unread.length > 0
        ? `What is not known can still refuse it: ${unread.join(', ')}.`
        : `What the snapshot does not hold can still refuse it: ${[...outside(d, 'en'), 'a policy that was changed around the time of the denial'].join(', ')}.`
    },
    noFix: 'No edit that undeny knows makes the request allowed.',
    ofAws: (name) =>
      `No fix is computed, because AWS manages ${code(name)} and nobody else can edit it. What remains is to detach it from the user, group or role that has it, or to set another permissions boundary.`,
  },
  ko: {
    credentials: [
      `${code('aws sts get-caller-identity')} 명령으로 자격 증명이 유효한지, 누구의 것인지 확인하세요.`,
      `${code('aws configure list')} 명령으로 자격 증명을 어디에서 읽었는지(환경 변수, 프로필, 인스턴스 역할) 확인하세요.`,
    ],
    noSnapshot: (d) => {
      if (d.denial.claim.policyType === null) return '스냅샷이 없으며, 메시지만으로는 어떤 원인도 증명되지 않습니다.'
      const alike = wordedAlike.ko(d)
      return alike === null
        ? '스냅샷이 없으므로 AWS가 알린 것 말고는 증명된 것이 없습니다.'
        : `스냅샷이 없으며, 메시지만으로는 어떤 원인도 증명되지 않습니다. ${alike}.`
    },
    record: `원인의 근거와 검증된 해결책을 보려면 AWS CLI의 응답을 폴더에 기록하고 ${code('--snapshot DIR')} 옵션을 추가하세요. 기록할 명령은 ${code('docs/snapshots.md')} 문서에 있습니다.`,
    notJudged: '텍스트에 요청의 내용이 다 적혀 있지 않아 요청과 정책을 비교하지 못했습니다.',
    allowed: '기록된 정책과 설정이 이 요청을 허용합니다.',
    nothingRefuses: '기록된 정책과 설정 가운데 이 요청을 거부하는 것이 없습니다.',
    stillCould: (d) => {
      const unread = unreadLayers(d).map((layer) => layerName.ko[layer])
      return unread.length > 0
        ? `다만 아직 알 수 없는 ${unread.join(', ')}이 요청을 거부할 수 있습니다.`
        : `다만 스냅샷에 없는 것은 여전히 요청을 거부할 수 있습니다. ${[...outside(d, 'ko'), '거부 무렵에 바뀐 정책'].join(', ')} 등이 이에 해당합니다.`
    },
    noFix: 'undeny가 아는 변경 가운데 요청이 허용되게 하는 것이 없습니다.',
    ofAws: (name) =>
      `${code(name)} 정책은 AWS가 관리하여 아무도 바꿀 수 없으므로 해결책을 계산하지 않습니다. 정책이 연결된 사용자, 그룹, 역할에서 분리하거나 다른 권한 경계를 설정하는 방법이 남습니다.`,
  },
}

/** Why nothing is offered: a Deny stands in a policy that AWS manages, or no edit helps. */
function noFix({ causes }: Diagnosis, language: Language): string {
  const words = sentences[language]
  const [name] = causes.flatMap(({ status, evidence }) => (status === 'confirmed' ? awsPolicyIn(evidence) : []))
  return name === undefined ? words.noFix : words.ofAws(name)
}

/** The name of the policy that evidence is about, where AWS manages it. */
function awsPolicyIn(evidence: unknown): readonly string[] {
  const policy = isObject(evidence) ? evidence.policy : null
  if (!isObject(policy) || policy.awsManaged !== true) return []
  return typeof policy.name === 'string' ? [policy.name] : []
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function unreadLayers({ requests }: Diagnosis): readonly (keyof (typeof layerName)['en'])[] {
  return [...new Set(requests.flatMap(({ decision }) => decision.mayBlock))]
}

/** What was assumed not to be there is what could be there after all. */
function outside({ assumptions }: Diagnosis, language: Language): readonly string[] {
  return assumptions.flatMap((assumption) => named[language](assumption) ?? [])
}

const named: Readonly<Record<Language, (assumption: Assumption) => string | null>> = {
  en: ({ kind }) => {
    switch (kind) {
      case 'noSessionPolicy':
        return 'a session policy'
      case 'noVpcEndpoint':
        return 'the policy of a VPC endpoint on the path'
      case 'outsidePoliciesNotJudged':
        return 'a setting outside policy documents'
      case 'https':
      case 'noRequestHeader':
      case 'noSessionTags':
      case 'noAccessPoint':
      case 'directCall':
        return null
    }
  },
  ko: ({ kind }) => {
    switch (kind) {
      case 'noSessionPolicy':
        return '세션 정책'
      case 'noVpcEndpoint':
        return '경로에 있는 VPC 엔드포인트의 정책'
      case 'outsidePoliciesNotJudged':
        return '정책 문서 밖의 설정'
      case 'https':
      case 'noRequestHeader':
      case 'noSessionTags':
      case 'noAccessPoint':
      case 'directCall':
        return null
    }
  },
}
