/** What is wrong with the locked packages, one sentence each. */
export function licenceProblems(lock: unknown, dependenciesPage: string): readonly string[]
