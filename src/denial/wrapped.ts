/** The pattern with each of its blanks standing for any run of white space, as where a line was wrapped between two words. */
export function acrossLines(pattern: RegExp): RegExp {
  return new RegExp(pattern.source.replace(/ (?![?*+{])(?![^[\]]*\])/g, '\\s{1,200}'), pattern.flags)
}
