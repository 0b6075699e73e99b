import type { AthenaOptions, AthenaSender } from './options.ts'
import type { AthenaSdk } from './sdk.ts'

/** A client with the commands for it. */
export interface Athena {
  readonly client: AthenaSender
  readonly commands: AthenaSdk
}

/** Loads the SDK, which only this engine needs, without its note on versions of Node.js. */
export async function openAthena({ client, region }: AthenaOptions): Promise<Athena> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const { athenaSdk } = await import('./sdk.ts')
  // Its standard mode waits longer after each throttled try.
  const configuration = { maxAttempts: 8, retryMode: 'standard', ...(region === null ? {} : { region }) }
  return { client: client ?? new athenaSdk.AthenaClient(configuration), commands: athenaSdk }
}
