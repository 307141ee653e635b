/** What contradicts an invariant, in words. */
export type Finding = string

/** Those that stand there more than once. */
export function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}
