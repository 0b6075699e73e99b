import type { CloudTrailEvent, DenialHints } from './denial.ts'
import { s3LocationsOf } from './places.ts'
import { sentHeadersOf } from './sent-headers.ts'
import { sentParametersOf } from './sent-parameters.ts'
import { signedUrlOf, signedUrlOfEvent } from './signed-url.ts'

const longestMessage = 2_000
const queryIdForms: readonly RegExp[] = [
  /\bquery[ _-]?(?:execution[ _-]?)?id["']?\s{0,3}[:=]\s{0,20}["']?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i,
  /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.(?:csv|txt)\b/,
]
const jobRun = /\b(jr_[0-9a-f]{16,80})\b/
const jobNameForms: readonly RegExp[] = [
  /\bjob[ _-]?name["']?\s{0,3}[:=]\s{0,20}["']?([\w.@+-]{1,255})/i,
  /["'\s/]\/?tmp\/([\w.@+-]{1,200})\.(?:py|scala)\b/,
  /\/aws-glue\/jobs\/([\w.@+-]{1,200})/,
]

/** What a text or event told beyond the denial's own fields; `message` is what stands around the denial. */
export function hintsOf(message: string, text: string, event: CloudTrailEvent | null): DenialHints {
  return {
    message: message.trim().slice(0, longestMessage),
    s3Locations: s3LocationsOf(text),
    queryId: firstOf(queryIdForms, text),
    glueJobRunId: jobRun.exec(text)?.[1] ?? null,
    glueJobName: firstOf(jobNameForms, text),
    sentHeaders: event === null ? sentHeadersOf(text) : {},
    sentParameters: event === null ? sentParametersOf(text) : [],
    signedUrl: event === null ? signedUrlOf(text) : signedUrlOfEvent(event),
    event,
  }
}

function firstOf(forms: readonly RegExp[], text: string): string | null {
  for (const form of forms) {
    const value = form.exec(text)?.[1]
    if (value !== undefined) return value
  }
  return null
}
