import { describe, expect, it } from 'vitest'
import { stepsTo, type Ours, type Theirs } from './reconciliation.ts'

const money = { amount: 2000, currency: 'usd' }
const attempt = { id: 'a', ...money, status: 'unknown', isReturned: false }
const ours: Ours = { attempt, refunds: [], dispute_status: null }
const paid: Theirs = { outcome: { ...money, status: 'succeeded' }, refunds: [], dispute: null }
const byHand = { refund_id: 're_1', idempotency_key: null, amount: 500, status: 'succeeded' as const }

/** A payment's life at the processor: seven things that it tells of, each with how the payment stands from then on. */
const history: readonly Theirs[] = [
  { ...paid, outcome: { ...money, status: 'processing' } },
  paid,
  { ...paid, refunds: [{ ...byHand, status: 'pending' }] },
  { ...paid, refunds: [byHand] },
  { ...paid, refunds: [byHand], dispute: { status: 'needs_response' } },
  { ...paid, refunds: [byHand], dispute: { status: 'under_review' } },
  { ...paid, refunds: [byHand], dispute: { status: 'won' } },
]

/** What taking the steps makes of our side. */
function taken(books: Ours, theirs: Theirs): Ours {
  return stepsTo(theirs, books).reduce<Ours>((now, step) => {
    if (step.kind === 'settle') return { ...now, attempt: { ...now.attempt!, status: theirs.outcome.status } }
    if (step.kind === 'dispute') return { ...now, dispute_status: theirs.dispute!.status }
    if (step.kind === 'import_refund') {
      const { refund_id, status } = step.refund
      return { ...now, refunds: [...now.refunds, { id: 'r', status, processor_refund_id: refund_id }] }
    }
    if (step.kind === 'refund') {
      const moved = (one: Ours['refunds'][number]) =>
        one.id === step.id ? { ...one, status: step.refund.status } : one
      return { ...now, refunds: now.refunds.map(moved) }
    }
    throw new Error(`${step.kind} was not expected`)
  }, books)
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  )
}

describe('seven events of one payment', () => {
  it('lead to the same books in each of their 5,040 orders, and told twice', () => {
    const orders = permutations([0, 1, 2, 3, 4, 5, 6])
    expect(orders).toHaveLength(5040)
    const end = history.reduce(taken, ours)
    expect(end).toEqual({
      attempt: { ...attempt, status: 'succeeded' },
      refunds: [{ id: 'r', status: 'succeeded', processor_refund_id: 're_1' }],
      dispute_status: 'won',
    })
    for (const order of orders) {
      let books = ours
      let latest = 0
      for (const event of order) {
        // An event that comes late finds the processor further on than it tells.
        latest = Math.max(latest, event)
        books = taken(books, history[latest]!)
        expect(stepsTo(history[latest]!, books)).toEqual([])
      }
      expect(books).toEqual(end)
    }
  })
})

describe('money that our books do not explain', () => {
  const kinds = (theirs: Theirs, books: Ours, told = {}) => stepsTo(theirs, books, told)

  it('is set aside where nobody asked for it', () => {
    const nobodys = { ...ours, attempt: null }
    expect(kinds(paid, nobodys)).toEqual([{ kind: 'quarantine', reason: 'unknown_payment' }])
    expect(kinds({ ...paid, outcome: { ...money, status: 'failed' } }, nobodys)).toEqual([])
  })

  it.each([
    [{ amount: 2001 }, 'other_amount'],
    [{ currency: 'eur' }, 'other_currency'],
  ])('is set aside where it is %o, by the event or by the processor', (other, reason) => {
    const set = [{ kind: 'quarantine', reason }]
    expect(kinds(paid, ours, other)).toEqual(set)
    expect(kinds({ ...paid, outcome: { ...paid.outcome, ...other } }, ours)).toEqual(set)
  })

  it('is released when all of it was given back there', () => {
    const aside = { ...ours, attempt: { ...attempt, status: 'quarantined' } }
    const more = { ...money, amount: 2001, status: 'succeeded' as const }
    const back = { ...byHand, amount: 2001 }
    expect(kinds({ ...paid, outcome: more, refunds: [{ ...back, amount: 2000 }] }, aside)).toEqual([
      { kind: 'quarantine', reason: 'other_amount' },
    ])
    expect(kinds({ ...paid, outcome: more, refunds: [back] }, aside)).toEqual([{ kind: 'release' }])
  })
})

describe('a late word of the bank', () => {
  it('turns a failure into a payment, and no payment into a failure', () => {
    const failed = { ...ours, attempt: { ...attempt, status: 'failed' } }
    expect(stepsTo(paid, failed)).toEqual([{ kind: 'settle' }])
    const succeeded = { ...ours, attempt: { ...attempt, status: 'succeeded' } }
    expect(stepsTo({ ...paid, outcome: { ...money, status: 'failed' } }, succeeded)).toEqual([])
  })

  it('leaves alone what goes back by itself', () => {
    const returned = { ...ours, attempt: { ...attempt, status: 'succeeded', isReturned: true } }
    expect(stepsTo({ ...paid, refunds: [byHand] }, returned)).toEqual([])
  })
})
