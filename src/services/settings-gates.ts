import type { Gate } from '../engine/gates.ts'
import type { PolicySet } from '../engine/policies.ts'
import type { AccessRequest } from '../engine/request.ts'
import type { PolicyProblem } from '../iam/policy.ts'
import { kmsGates } from './kms-gates.ts'
import { lakeFormationGates } from './lakeformation-gates.ts'
import { s3Gates } from './s3-gates.ts'
import { readKmsFacts } from './settings-kms.ts'
import { readLakeFormationFacts } from './settings-lakeformation.ts'
import { isObject, type Place } from './settings-reader.ts'
import { readS3Facts } from './settings-s3.ts'

/** The gates that the `settings` of an evaluation case make, and what was wrong with them, as JSON pointers into them. */
export interface SettingsGates {
  readonly gates: readonly Gate[]
  readonly problems: readonly PolicyProblem[]
}

/** Reads the facts outside policy documents of an evaluation case; keys it does not know are ignored. */
export function gatesOfSettings(request: AccessRequest, policies: PolicySet, settings: unknown): SettingsGates {
  const problems: PolicyProblem[] = []
  if (settings !== undefined && settings !== null && !isObject(settings)) {
    return {
      gates: [],
      problems: [{ pointer: '', message: { en: 'The settings are not an object.', ko: '설정이 객체가 아닙니다.' } }],
    }
  }
  const place: Place = { object: isObject(settings) ? settings : {}, pointer: '', problems }
  const lakeFormation = readLakeFormationFacts(place, request.action)
  const gates = [
    ...s3Gates(request, policies, readS3Facts(place, request.resourceAccount)),
    ...kmsGates(request, readKmsFacts(place)),
    ...(lakeFormation === null ? [] : lakeFormationGates(request, policies, lakeFormation)),
  ]
  return { gates, problems }
}
