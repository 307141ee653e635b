export interface Reading<T> {
  value: T
  read_at: string
  /** True where the source could not answer and this is what it said before. */
  stale: boolean
}

/** Reads through to the source, and remembers its last answer for when the source fails. */
export function lastKnown<T>({ now, kept = 5_000 }: { now: () => Date; kept?: number }) {
  const answers = new Map<string, { value: T; read_at: string }>()

  async function read(key: string, source: () => Promise<T>): Promise<Reading<T>> {
    try {
      const answer = { value: await source(), read_at: now().toISOString() }
      // Deleting first keeps the map in order of use, so that what goes is the longest unread.
      answers.delete(key)
      answers.set(key, answer)
      if (answers.size > kept) answers.delete(answers.keys().next().value!)
      return { ...answer, stale: false }
    } catch (fault) {
      const answer = answers.get(key)
      if (!answer) throw fault
      return { ...answer, stale: true }
    }
  }
  return { read }
}
