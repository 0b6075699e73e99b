import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'

/** What is used of the SDK: no command changes anything but the place of results. */
export interface AthenaSdk {
  readonly AthenaClient: typeof AthenaClient
  readonly GetQueryExecutionCommand: typeof GetQueryExecutionCommand
  readonly GetQueryResultsCommand: typeof GetQueryResultsCommand
  readonly GetTableMetadataCommand: typeof GetTableMetadataCommand
  readonly StartQueryExecutionCommand: typeof StartQueryExecutionCommand
  readonly StopQueryExecutionCommand: typeof StopQueryExecutionCommand
}

/** Imported by name, so that nothing else of the SDK reaches the bundle; loaded through `openAthena` alone. */
export const athenaSdk: AthenaSdk = {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
}
