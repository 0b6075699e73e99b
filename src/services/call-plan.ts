import { parseArn } from '../iam/arn.ts'
import { actsOnArn } from '../iam/service-data.ts'
import { assumeRoleRequests } from './assume-role.ts'
import { queryRequests } from './athena.ts'
import type { Hop } from './authorization.ts'
import type { Call } from './call.ts'
import { directoryRequest } from './directory-bucket.ts'
import { catalogRequests } from './glue.ts'
import { crawlerRequests, jobRequests } from './glue-run.ts'
import { isKmsOnObject, keyAskedFor, kmsBehindObject, markKeyReported } from './kms-call.ts'
import { directRequest, markReported, noExtra, type PlannedRequest, withoutRepeats } from './planned-request.ts'
import { directoryRequests, s3Requests } from './s3.ts'
import { sentHeaders } from './s3-sent-headers.ts'
import { workRequests } from './work-requests.ts'

/** The requests of a call in the order AWS makes them, one of them marked as reported; null where principal, action or resource is not known. */
export function planOf(call: Call): readonly PlannedRequest[] | null {
  const { caller, action, resource } = call
  if (caller === null || action === null || resource === null) return null
  if (isKmsOnObject(action, resource)) return kmsBehindObject(caller, action, resource, call)
  if (!canActOn(action, resource)) return null
  const own: PlannedRequest = {
    ...directRequest(caller, action, keyAskedFor(action, resource, call), true),
    hop: hopOf(call, action),
  }
  const work = call.work === null ? [] : workRequests(call.work, caller, call)
  if (work.length > 0) return markReported(withoutRepeats(work), own)
  const query = queryRequests(call, caller)
  if (query.length > 0) return markReported(withoutRepeats(query), own)
  const job = jobRequests(call, caller)
  if (job.length > 0) return markReported(withoutRepeats(job), own)
  const crawler = crawlerRequests(call, caller)
  if (crawler.length > 0) return markReported(withoutRepeats(crawler), own)
  return markKeyReported(markReported(withoutRepeats(ownRequests(own, call)), own), call)
}

/** An action that is known not to take a resource of that service cannot be judged on it. */
function canActOn(action: string, resource: string): boolean {
  if (resource === '*') return true
  const service = parseArn(resource)?.service
  return service === undefined || service === action.split(':')[0] || actsOnArn(action, resource) !== false
}

/** What one action needs beyond itself. */
function ownRequests(own: PlannedRequest, call: Call): readonly PlannedRequest[] {
  const { caller, action, resource, hop } = own
  const service = action.split(':')[0]
  const inDirectory = call.directory === null ? null : directoryRequest(call.directory, caller, call.snapshot)
  if (inDirectory !== null) return directoryRequests(caller, inDirectory, hop, call.snapshot)
  if (service === 's3') return [...s3Requests(caller, action, resource, hop, call.snapshot), ...ofHeaders(own, call)]
  if (service === 'sts') return assumeRoleRequests(own, call)
  if (service === 'glue') return catalogRequests(caller, action, resource, hop)
  return [own]
}

// AWS: an upload that carries an ACL or tags needs the permission to set them as well.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
function ofHeaders(own: PlannedRequest, call: Call): readonly PlannedRequest[] {
  if (own.action.toLowerCase() !== 's3:putobject') return []
  const sent = sentHeaders(call, noExtra)
  return [
    ...(sent.has('x-amz-acl') ? [{ ...own, action: 's3:PutObjectAcl' }] : []),
    ...(sent.has('x-amz-tagging') ? [{ ...own, action: 's3:PutObjectTagging' }] : []),
  ]
}

/** A denied action of another service than the one called was asked for by the called one: S3 asks KMS for the caller. */
function hopOf(call: Call, action: string): Hop {
  const event = call.denial.hints.event
  if (event?.invokedBy != null && event.identityType !== 'AWSService') {
    return { kind: 'forwarded', service: event.invokedBy }
  }
  const called = call.denial.service
  const asked = action.split(':')[0]
  if (called === 's3' && asked === 'kms') return { kind: 'forwarded', service: 's3.amazonaws.com' }
  if (called === 'athena' && asked !== 'athena') return { kind: 'forwarded', service: 'athena.amazonaws.com' }
  if (asked === 'glue' && call.denial.hints.message.includes('AmazonDataCatalog'))
    return { kind: 'forwarded', service: 'athena.amazonaws.com' }
  return { kind: 'direct' }
}
