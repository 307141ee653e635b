import type { Law } from '../law/law.ts'
import { Refusal } from '../refusals.ts'

/** What a customer agreed to before they could still withdraw, as the seller recorded it. */
export type WithdrawalConsent =
  /** That it begins at once: what was used until the withdrawal is paid for. */
  | 'begin_early'
  /** That digital content is delivered at once and the right is lost by that. */
  | 'waived'

export interface Withdrawable {
  /** When the contract was made. */
  concluded_at: Date
  ended_at: Date | null
  consents: readonly WithdrawalConsent[]
  /** With a tax id the customer is a business, which has no such right. */
  is_business: boolean
  /** What was bought once does not: there is nothing of it to cancel. */
  renews: boolean
}

const hourInMs = 60 * 60 * 1000

/** The end of the last day, in the place where it ends last: nobody loses hours of it by where they live. */
export function withdrawalUntil(concluded_at: Date, days: number): Date {
  const { year, month, day } = dayOf(concluded_at)
  return new Date(Date.UTC(year, month, day + days + 1) + 12 * hourInMs)
}

export function withdrawalRefusal(
  { concluded_at, ended_at, consents, is_business, renews }: Withdrawable,
  { withdrawal_days }: Pick<Law, 'withdrawal_days'>,
  now: Date,
): Refusal | null {
  const instead = renews ? ' It can be canceled.' : ''
  if (withdrawal_days === null || is_business)
    return refusal(`There is no right to withdraw from this contract.${instead}`)
  if (consents.includes('waived'))
    return refusal(`The right to withdraw was given up when the content was delivered.${instead}`)
  if (ended_at) return refusal('This contract has ended.')
  if (now >= withdrawalUntil(concluded_at, withdrawal_days))
    return refusal(`The time in which this contract can be withdrawn from is over.${instead}`)
  return null
}

function dayOf(date: Date) {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() }
}

function refusal(why: string): Refusal {
  return new Refusal('WithdrawalNotPossible', `${why} Nothing was changed.`)
}
