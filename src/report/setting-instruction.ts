import type { Language } from '../causes/cause.ts'
import { code } from '../causes/words.ts'
import type { NoChange, Setting, SettingName } from '../fixes/edit.ts'
import { credentialInstruction } from './credential-instruction.ts'

type SettingWords = Readonly<Record<SettingName, (subject: string) => string>>

const english: SettingWords = {
  restrictPublicBucketsOff: (s) => `Turn off ${code('RestrictPublicBuckets')} of ${code(s)}.`,
  ignorePublicAclsOff: (s) => `Turn off ${code('IgnorePublicAcls')} of ${code(s)}.`,
  blockPublicAclsOff: (s) => `Turn off ${code('BlockPublicAcls')} of ${code(s)}.`,
  blockPublicPolicyOff: (s) => `Turn off ${code('BlockPublicPolicy')} of ${code(s)}.`,
  objectOwnershipPreferred: (s) =>
    `Set Object Ownership of bucket ${code(s)} to ${code('BucketOwnerPreferred')}, so that ACLs count again.`,
  objectOwnershipEnforced: (s) =>
    `Set Object Ownership of bucket ${code(s)} to ${code('BucketOwnerEnforced')}, which makes its account the owner of every object and switches ACLs off.`,
  objectAclCaller: (s) => `Let the owner of object ${code(s)} grant the caller's account read access with an ACL.`,
  objectAclPublicRead: (s) => `Let the owner of object ${code(s)} grant everyone read access with an ACL.`,
  legalHoldOff: (s) => `Remove the legal hold from object ${code(s)}, once nobody needs it any more.`,
  allowEncryption: (s) => `Take SSE-C off the encryption types that bucket ${code(s)} blocks.`,
  objectAclBucketOwner: (s) => `Let the owner of object ${code(s)} grant the bucket owner full control with an ACL.`,
  copyObjectOntoItself: (s) => `Copy object ${code(s)} onto itself as the bucket owner, who then owns it.`,
  objectEncryption: (s) => `Encrypt object ${code(s)} with a key that the caller may use.`,
  bucketEncryption: (s) => `Set the default encryption of bucket ${code(s)} to a key that the caller may use.`,
  enableKey: (s) => `Enable key ${code(s)}.`,
  cancelKeyDeletion: (s) => `Cancel the deletion of key ${code(s)} and enable it.`,
  importKeyMaterial: (s) => `Import the key material of key ${code(s)}.`,
  connectKeyStore: (s) => `Connect the custom key store that holds key ${code(s)}.`,
  createGrant: (s) => `Create a grant on key ${code(s)} for the caller.`,
  grantLakeFormation: (s) => `Grant the caller the Lake Formation permission on ${code(s)}.`,
  detachPolicy: (s) =>
    `Detach AWS managed policy ${code(s)} from the caller, once what it was attached for is settled.`,
  routeToS3: (s) => `Add an S3 gateway endpoint or a NAT gateway to the route table of subnet ${code(s)}.`,
}

const korean: SettingWords = {
  restrictPublicBucketsOff: (s) => `${code(s)} 리소스의 ${code('RestrictPublicBuckets')} 설정을 끄세요.`,
  ignorePublicAclsOff: (s) => `${code(s)} 리소스의 ${code('IgnorePublicAcls')} 설정을 끄세요.`,
  blockPublicAclsOff: (s) => `${code(s)} 리소스의 ${code('BlockPublicAcls')} 설정을 끄세요.`,
  blockPublicPolicyOff: (s) => `${code(s)} 리소스의 ${code('BlockPublicPolicy')} 설정을 끄세요.`,
  objectOwnershipPreferred: (s) =>
    `${code(s)} 버킷의 객체 소유권을 ${code('BucketOwnerPreferred')} 값으로 바꾸어 ACL을 다시 사용하세요.`,
  objectOwnershipEnforced: (s) =>
    `${code(s)} 버킷의 객체 소유권을 ${code('BucketOwnerEnforced')} 값으로 바꾸어 버킷 계정이 모든 객체를 소유하고 ACL을 쓰지 않게 하세요.`,
  objectAclCaller: (s) => `${code(s)} 객체의 소유자가 ACL로 호출자의 계정에 읽기 권한을 부여하게 하세요.`,
  objectAclPublicRead: (s) => `${code(s)} 객체의 소유자가 ACL로 모든 사람에게 읽기 권한을 부여하게 하세요.`,
  legalHoldOff: (s) => `더 필요하지 않다면 ${code(s)} 객체의 법적 보존을 해제하세요.`,
  allowEncryption: (s) => `${code(s)} 버킷이 차단하는 암호화 유형에서 SSE-C를 빼세요.`,
  objectAclBucketOwner: (s) => `${code(s)} 객체의 소유자가 ACL로 버킷 소유자에게 모든 권한을 부여하게 하세요.`,
  copyObjectOntoItself: (s) => `버킷 소유자가 ${code(s)} 객체를 같은 위치에 복사하여 소유권을 가져가게 하세요.`,
  objectEncryption: (s) => `호출자가 사용할 수 있는 키로 ${code(s)} 객체를 암호화하세요.`,
  bucketEncryption: (s) => `${code(s)} 버킷의 기본 암호화를 호출자가 사용할 수 있는 키로 바꾸세요.`,
  enableKey: (s) => `${code(s)} 키를 활성화하세요.`,
  cancelKeyDeletion: (s) => `${code(s)} 키의 삭제를 취소하고 활성화하세요.`,
  importKeyMaterial: (s) => `${code(s)} 키의 키 구성 요소를 가져오세요.`,
  connectKeyStore: (s) => `${code(s)} 키가 있는 사용자 지정 키 스토어를 연결하세요.`,
  createGrant: (s) => `${code(s)} 키에 호출자를 위한 권한 부여(grant)를 만드세요.`,
  grantLakeFormation: (s) => `${code(s)} 리소스의 Lake Formation 권한을 호출자에게 부여하세요.`,
  detachPolicy: (s) => `연결한 이유가 해결되었다면 ${code(s)} AWS 관리형 정책을 호출자에게서 분리하세요.`,
  routeToS3: (s) => `${code(s)} 서브넷의 라우팅 테이블에 S3 게이트웨이 엔드포인트나 NAT 게이트웨이를 추가하세요.`,
}

/** What to do for a setting outside policy documents, in one sentence that begins with a verb. */
export const settingInstruction: Readonly<Record<Language, (setting: Setting) => string>> = {
  en: ({ name, subject }) => english[name](subject),
  ko: ({ name, subject }) => korean[name](subject),
}

type NoChangeWords = Readonly<Record<NoChange, (subject: string) => string>>

const noChangeEnglish: NoChangeWords = {
  objectMissing: (s) => `Ask for a key that exists: ${code(s)} does not. No policy change is needed.`,
  stillPropagating: () => 'Send the request again; the permission had not reached every part of AWS yet.',
  alreadyChanged: () => 'Send the request again; the policies have changed since the denial.',
  keyMissing: (s) => `Use a key that exists: ${code(s)} does not. What it encrypted cannot be decrypted without it.`,
  credentials: credentialInstruction.en,
  networkPath: (s) =>
    `Let the machine that sends the request reach ${s === '' ? 'AWS' : code(s)}: its route, VPC endpoint, security group, proxy and name server. No policy change is needed.`,
  outputLocation: () =>
    `Name a place for the results, with ${code('--result-configuration OutputLocation=s3://…')} in the request or in the settings of the workgroup.`,
  bucketMissing: (s) => `Ask for a bucket that exists: ${code(s)} does not. No policy change is needed.`,
  objectArchived: (s) => `Restore ${code(s)} with ${code('aws s3api restore-object')}, then read it.`,
  dropAclHeader: (s) => `Send the request without an ACL; bucket ${code(s)} takes none.`,
  signRequest: () => 'Send the request with credentials of a user or role; an anonymous one has no permissions.',
  waitForRetention: (s) => `Delete object ${code(s)} after its retention has ended; nobody can before.`,
  narrowNewPolicy: (s) => `Limit every Allow of the new policy of ${code(s)} to fixed principals or networks.`,
  otherPrincipal: (s) =>
    `Send the request as ${code(s)}; ${code('aws configure list')} shows where the credentials come from, ${code('aws sts get-caller-identity')} whose they are.`,
}

const noChangeKorean: NoChangeWords = {
  objectMissing: (s) => `존재하는 키를 요청하세요. ${code(s)} 객체는 없습니다. 정책은 바꾸지 않아도 됩니다.`,
  stillPropagating: () => '요청을 다시 보내세요. 권한이 아직 AWS 전체에 전파되지 않았습니다.',
  alreadyChanged: () => '요청을 다시 보내세요. 거부된 뒤 정책이 바뀌었습니다.',
  keyMissing: (s) =>
    `존재하는 키를 사용하세요. ${code(s)} 키는 없으며, 이 키로 암호화한 데이터는 복호화할 수 없습니다.`,
  credentials: credentialInstruction.ko,
  networkPath: (s) =>
    `요청을 보내는 시스템에서 ${s === '' ? 'AWS' : `${code(s)} 엔드포인트`}까지의 경로(라우팅, VPC 엔드포인트, 보안 그룹, 프록시, 이름 서버)를 열어 주세요. 정책은 바꾸지 않아도 됩니다.`,
  outputLocation: () =>
    `요청의 ${code('--result-configuration OutputLocation=s3://…')} 옵션이나 작업 그룹 설정에서 결과를 저장할 위치를 지정하세요.`,
  bucketMissing: (s) => `존재하는 버킷을 요청하세요. ${code(s)} 버킷은 없습니다. 정책은 바꾸지 않아도 됩니다.`,
  objectArchived: (s) => `${code('aws s3api restore-object')} 명령으로 ${code(s)} 객체를 복원한 뒤에 읽으세요.`,
  dropAclHeader: (s) => `ACL 없이 요청을 보내세요. ${code(s)} 버킷은 ACL을 받지 않습니다.`,
  signRequest: () => '사용자나 역할의 자격 증명으로 요청을 보내세요. 익명 요청에는 아무 권한이 없습니다.',
  waitForRetention: (s) => `보존 기간이 끝난 뒤 ${code(s)} 객체를 삭제하세요. 그 전에는 아무도 삭제할 수 없습니다.`,
  narrowNewPolicy: (s) => `${code(s)} 리소스에 넣을 정책의 모든 Allow 문을 정해진 보안 주체나 네트워크로 제한하세요.`,
  otherPrincipal: (s) =>
    `${code(s)} 보안 주체로 요청을 보내세요. ${code('aws configure list')} 명령은 자격 증명을 읽은 곳을, ${code('aws sts get-caller-identity')} 명령은 그 보안 주체를 보여 줍니다.`,
}

/** What to do where no policy and no setting is to be changed. */
export const noChangeInstruction: Readonly<Record<Language, (reason: NoChange, subject: string) => string>> = {
  en: (reason, subject) => noChangeEnglish[reason](subject),
  ko: (reason, subject) => noChangeKorean[reason](subject),
}
