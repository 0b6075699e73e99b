/** The Region of the reader's environment, as AWS's tools name it there; a variable that is set to nothing is not set. */
export function ownRegion(env: Readonly<Record<string, string | undefined>>): string | null {
  return env.AWS_REGION || env.AWS_DEFAULT_REGION || null
}
