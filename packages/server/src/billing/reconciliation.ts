interface Money {
  amount: number
  currency: string
}

interface TheirRefund {
  refund_id: string
  idempotency_key: string | null
  amount: number
  status: 'pending' | 'succeeded' | 'failed'
}

/** A payment as the processor has it now. */
export interface Theirs {
  outcome: Money & { status: 'succeeded' | 'processing' | 'requires_action' | 'failed' }
  refunds: readonly TheirRefund[]
  dispute: { status: string } | null
}

/** The same payment in our books. */
export interface Ours {
  /** Null: none of ours was ever made under its key. */
  attempt: (Money & { id: string; status: string; isReturned: boolean }) | null
  refunds: readonly { id: string; status: string; processor_refund_id: string | null }[]
  dispute_status: string | null
}

export type QuarantineReason = 'unknown_payment' | 'other_amount' | 'other_currency'

/** What is to be done, in this order, so that our books say what the processor's say. */
export type Step =
  | { kind: 'quarantine'; reason: QuarantineReason }
  | { kind: 'release' }
  | { kind: 'settle' }
  | { kind: 'refund'; id: string; refund: TheirRefund }
  | { kind: 'import_refund'; refund: TheirRefund }
  | { kind: 'dispute' }

const open = ['unknown', 'requires_action', 'processing']

/**
 * From the two states alone, never from what an event claims, so that events may come late, twice and in any order.
 * `told` is what the event said of the money: where that differs from what we froze, a person has to look.
 */
export function stepsTo(theirs: Theirs, ours: Ours, told: Partial<Money> = {}): Step[] {
  const { attempt } = ours
  const reason = attempt
    ? contradiction(theirs.outcome, attempt, told)
    : theirs.outcome.status === 'succeeded'
      ? 'unknown_payment'
      : null
  if (isGivenBack(theirs) && (reason || attempt?.status === 'quarantined')) return [{ kind: 'release' }]
  if (reason) return [{ kind: 'quarantine', reason }]
  if (!attempt || attempt.status === 'quarantined') return []
  return [...settling(theirs, attempt), ...refunding(theirs, ours), ...disputing(theirs, ours)]
}

/** What the processor says of the money is not what we asked for. */
export function contradiction(
  theirs: Theirs['outcome'],
  { amount, currency }: Money,
  told: Partial<Money> = {},
): QuarantineReason | null {
  // What failed took nothing, whatever it was about.
  if (theirs.status === 'failed') return null
  if (theirs.currency !== currency || (told.currency ?? currency) !== currency) return 'other_currency'
  return theirs.amount !== amount || (told.amount ?? amount) !== amount ? 'other_amount' : null
}

/** Nothing of it is left at the processor. */
function isGivenBack({ outcome, refunds }: Theirs): boolean {
  if (outcome.status === 'failed') return true
  const given = refunds.filter(({ status }) => status === 'succeeded')
  return outcome.status === 'succeeded' && given.reduce((sum, one) => sum + one.amount, 0) >= outcome.amount
}

function settling({ outcome }: Theirs, attempt: NonNullable<Ours['attempt']>): Step[] {
  const isNew = open.includes(attempt.status) && outcome.status !== attempt.status
  // A bank may think better of it after we took its no for an answer.
  const isLate = attempt.status === 'failed' && outcome.status === 'succeeded'
  return isNew || isLate ? [{ kind: 'settle' }] : []
}

function refunding({ outcome, refunds }: Theirs, ours: Ours): Step[] {
  // Money that came too late goes back by itself, as a whole.
  if (outcome.status !== 'succeeded' || ours.attempt!.isReturned) return []
  return refunds.flatMap((refund): Step[] => {
    const known = ours.refunds.find(
      (one) => one.id === refund.idempotency_key || one.processor_refund_id === refund.refund_id,
    )
    if (known) return known.status === refund.status ? [] : [{ kind: 'refund', id: known.id, refund }]
    return refund.status === 'failed' || refund.idempotency_key === ours.attempt!.id
      ? []
      : [{ kind: 'import_refund', refund }]
  })
}

function disputing({ dispute }: Theirs, { dispute_status }: Ours): Step[] {
  return dispute && dispute.status !== dispute_status ? [{ kind: 'dispute' }] : []
}
