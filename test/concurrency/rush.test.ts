import { expect, it } from 'vitest'
import { rush } from '../rush/rush.ts'
import { openStoredBooks } from '../world/stored.ts'

const count = Number(process.env.RENEWALS ?? 1_000)

it(`${count} renewals that are due in the same second are each settled once by two processes`, async () => {
  const books = await openStoredBooks()
  try {
    const { seconds } = await rush(books.config, { count, workers: 2, timeOuts: 0, killEveryMs: null })
    expect(seconds).toBeGreaterThan(0)
  } finally {
    await books.close()
  }
}, 120_000)
