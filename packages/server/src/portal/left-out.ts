import { PolarFault } from '@verge/polar/client'
import { Refusal } from '@verge/polar/refusals'

/** For what a page can do without: where it cannot be had just now, the page is true without it. */
export function leftOut(error: unknown): { items: [] } {
  if (error instanceof Refusal || error instanceof PolarFault) return { items: [] }
  throw error
}
