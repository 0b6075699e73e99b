import { parseArn } from '../iam/arn.ts'
import type { CauseInput } from './cause.ts'

/** Whether a request is about the Data Catalog: the catalog, a database, a table or a function of it. */
export function asksCatalog({ authorization: { request } }: CauseInput): boolean {
  const arn = parseArn(request.resource)
  return (
    arn?.service === 'glue' && /^(catalog|database|table|tableVersion|userDefinedFunction)(\/|$)/.test(arn.resource)
  )
}
