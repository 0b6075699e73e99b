import type { JudgedRequest } from '../diagnosis/diagnosis.ts'
import { quoted } from '../fixes/cli-command.ts'
import type { Fix, RenderedEdit } from '../fixes/fix.ts'
import { parseArn } from '../iam/arn.ts'

/** A longer command is no line to read; `--apply-script` and the JSON have it. */
const longest = 240

/** The one AWS CLI command that is a whole edit: a setting's, or the request sent anew; null where a document changes. */
export function editCommand({ edit, cli }: RenderedEdit, fix: Fix, requests: readonly JudgedRequest[]): string | null {
  const command = edit.kind === 'changeSetting' ? cli : edit.kind === 'changeRequest' ? resent(fix, requests) : null
  return command !== null && command.length <= longest && !command.includes('\n') ? command : null
}

// AWS: options of `aws s3 cp` and `aws s3 ls` that set a header of the request.
// https://docs.aws.amazon.com/cli/latest/reference/s3/cp.html
const optionByKey: ReadonlyMap<string, string> = new Map([
  ['s3:x-amz-acl', '--acl'],
  ['s3:x-amz-request-payer', '--request-payer'],
  ['s3:x-amz-server-side-encryption', '--sse'],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', '--sse-kms-key-id'],
  ['s3:x-amz-storage-class', '--storage-class'],
])

/** The reported request with what the fix adds to it; null where the CLI makes another request of it. */
function resent({ edits }: Fix, requests: readonly JudgedRequest[]): string | null {
  const options = edits.flatMap(({ edit }) => {
    if (edit.kind !== 'changeRequest') return []
    const option = optionByKey.get(edit.key.toLowerCase())
    const [value, ...others] = edit.values
    return [option === undefined || value === undefined || others.length > 0 ? null : `${option} ${quoted(value)}`]
  })
  const reported = requests.find((request) => request.reported)?.authorization
  if (reported?.hop.kind !== 'direct' || options.includes(null)) return null
  const place = parseArn(reported.request.resource)
  if (place?.service !== 's3' || place.account !== '') return null
  const at = quoted(`s3://${place.resource}`)
  switch (reported.request.action.toLowerCase()) {
    case 's3:getobject':
      return `aws s3 cp ${at} . ${options.join(' ')}`
    case 's3:putobject':
      return `aws s3 cp ${quoted(place.resource.split('/').at(-1) ?? '')} ${at} ${options.join(' ')}`
    case 's3:listbucket':
      return `aws s3 ls ${at} ${options.join(' ')}`
    default:
      return null
  }
}
