import { Refusal } from '../refusals.ts'

interface Standing {
  /** Those that ever began. */
  subscriptions: readonly { ended_at: Date | null }[]
  /** Whether an invoice is open. */
  owes: boolean
}

/** Who may have a customer forgotten: the customer, or the owner where several act for one. */
export function mayErase(role: string | null): boolean {
  return role === null || role === 'owner'
}

/** A customer is forgotten where nothing is left to be done with them. */
export function erasureRefusal({ subscriptions, owes }: Standing): Refusal | null {
  const refuse = (why: string) => new Refusal('ErasureNotPossible', `${why} Nothing was erased.`)
  if (subscriptions.some(({ ended_at }) => !ended_at))
    return refuse('A subscription is still running. Cancel it first, and wait until it has ended.')
  if (owes) return refuse('An invoice is still open. Pay it first.')
  return null
}
