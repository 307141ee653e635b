import { invalid } from '@verge/polar/refusals'
import type { Interval } from '../../billing/billing-period.ts'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { ProductRow } from '../../db/tables/products.ts'
import { isSoldOnce } from '../products/sold-once.ts'

interface Trial {
  interval: Interval
  count: number
}

/** What comes before the first payment: as the seller said for this checkout, else as the product has it. */
export function trialOf(checkout: CheckoutRow, product: ProductRow): Trial | null {
  if (!checkout.allow_trial || isSoldOnce(product)) return null
  const { trial_interval: interval, trial_interval_count: count } = checkout.trial_interval
    ? checkout
    : product
  return interval && count ? { interval, count } : null
}

interface Said {
  trial_interval?: Interval | null | undefined
  trial_interval_count?: number | null | undefined
}

/** A number without its unit, or a unit without its number, is no trial. */
export function givenTrial({ trial_interval = null, trial_interval_count = null }: Said) {
  if ((trial_interval === null) !== (trial_interval_count === null)) {
    const field = trial_interval === null ? 'trial_interval' : 'trial_interval_count'
    throw invalid(['body', field], 'A trial has an interval and how many of it.', null)
  }
  return { trial_interval, trial_interval_count }
}
