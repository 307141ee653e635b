import { Refusal } from '@verge/polar/refusals'
import type { Page } from '../visit.ts'

/**
 * For whoever has a say in billing. The API refuses everybody else at the last step; here they are told at the first.
 */
export function forBilling(page: Page): Page {
  return async (visit, asked) => {
    if (visit.session.has_say_in_billing) return page(visit, asked)
    throw new Refusal('NotPermitted', 'Others look after the bills of this account.')
  }
}
