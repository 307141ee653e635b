import { expect, it } from 'vitest'
import { createNotes } from './notes.ts'
import type { Note } from './ports/log.ts'

function written() {
  const lines: Parameters<Note>[] = []
  let at = new Date('2027-01-31T12:00:00Z')
  const note = createNotes({ write: (...line) => void lines.push(line), now: () => at })
  return { lines, note, pass: (seconds: number) => void (at = new Date(at.getTime() + seconds * 1000)) }
}

it('writes no more lines a minute of those who are refused, however many they are, and says later how many', () => {
  const { lines, note, pass } = written()
  for (let times = 0; times < 1_000; times++) note('a call was refused', { operation: 'orders.list' })
  expect(lines).toHaveLength(120)
  pass(61)
  note('a call was refused', { operation: 'orders.list' })
  note('a call was refused', { operation: 'orders.list' })
  expect(lines.slice(120)).toEqual([
    ['a call was refused', { operation: 'orders.list', untold_before: '880' }],
    ['a call was refused', { operation: 'orders.list' }],
  ])
})

it('tells of everybody who came in, also while others are refused', () => {
  const { lines, note } = written()
  for (let times = 0; times < 500; times++) {
    note('signing in came to nothing', {})
    note('a session was opened', {})
  }
  expect(lines.filter(([happened]) => happened === 'a session was opened')).toHaveLength(500)
})
