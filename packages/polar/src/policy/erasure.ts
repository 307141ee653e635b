import { Refusal } from '../refusals.ts'

interface Running {
  started_at: Date | null
  ended_at: Date | null
}

interface Standing {
  subscriptions: readonly Running[]
  /** Whether an invoice is open. */
  owes: boolean
}

/** Who may have a customer forgotten: the customer, or the owner where several act for one. */
export function mayErase(role: string | null): boolean {
  return role === null || role === 'owner'
}

/** What has to come to its end before; what never began is in nobody's way. */
export function standsInTheWay({ started_at, ended_at }: Running): boolean {
  return started_at !== null && ended_at === null
}

/** A customer is forgotten where nothing is left to be done with them. */
export function erasureRefusal({ subscriptions, owes }: Standing): Refusal | null {
  const refuse = (why: string) => new Refusal('ErasureNotPossible', `${why} Nothing was erased.`)
  if (subscriptions.some(standsInTheWay))
    return refuse('A subscription is still running. Cancel it first, and wait until it has ended.')
  if (owes) return refuse('An invoice is still open. Pay it first.')
  return null
}
