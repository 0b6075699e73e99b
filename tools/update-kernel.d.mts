/** The text of kernel.generated.ts as the sources give it. */
export function kernelText(): Promise<string>
