// A blank inside brackets belongs to a placeholder: `<account id>`.
const token = /^(?:[^\s<[{]|<[^<>\n]{1,60}>|\[[^[\]\n]{1,60}\]|\{[^{}\n]{1,60}\}|[<[{]){0,1600}/

/** The value that `text` starts with, up to the next blank outside a placeholder. */
export function tokenOf(text: string): string {
  return token.exec(text)?.[0] ?? ''
}
