/** A name in which AWS leaves parts open: a key such as `s3:ExistingObjectTag/<key>`, the end of a resource type's ARN. */
export interface NameTemplate {
  readonly text: string
  /** The fixed parts in order; between each two lies an open part. */
  readonly literals: readonly string[]
}

/** Reads `${Name}`, `<name>` and `*` as the open parts of a template. */
export function nameTemplate(text: string): NameTemplate {
  return { text, literals: text.split(/\$\{[^{}]*\}|<[^<>]*>|\*/) }
}

/** True where the template leaves nothing open. */
export function isFixed(template: NameTemplate): boolean {
  return template.literals.length === 1
}

/** The template without the names of its open parts: equal for templates that fit the same texts. */
export function shapeOf(template: NameTemplate): string {
  return template.literals.join('*')
}

/** Whether the text fits: an open part holds at least one character, but the last of several may be empty. */
export function fitsTemplate({ literals }: NameTemplate, text: string): boolean {
  const [first = '', ...others] = literals
  const last = others.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || !text.endsWith(last)) return false

  let end = first.length
  for (const literal of others) {
    // The leftmost place leaves the most text for the parts after it, so no other place need be tried.
    const start = text.indexOf(literal, end + 1)
    if (start === -1) return false
    end = start + literal.length
  }
  return text.length - last.length >= end + (others.length > 0 ? 0 : 1)
}

/** How many characters of a template are fixed: of two templates that fit, the one with more says more. */
export function fixedLength(template: NameTemplate): number {
  return template.literals.reduce((sum, literal) => sum + literal.length, 0)
}

/** The templates that fit the text and say most about it. */
export function bestFits<T extends { readonly template: NameTemplate }>(
  candidates: Iterable<T>,
  text: string,
): readonly T[] {
  let best: T[] = []
  let bestLength = -1
  for (const candidate of candidates) {
    const length = fixedLength(candidate.template)
    if (length < bestLength || !fitsTemplate(candidate.template, text)) continue
    if (length > bestLength) best = []
    best.push(candidate)
    bestLength = length
  }
  return best
}
