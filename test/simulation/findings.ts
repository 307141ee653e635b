import type { Books } from './books.ts'

/** What contradicts an invariant, in words. */
export type Finding = string

/** Gives what contradicts it. `before` are the books as they were a step ago. */
export type Invariant = (books: Books, before: Books | null) => Finding[]

/** Those that stand there more than once. */
export function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}
