import type { ProductRow } from '../../db/tables/products.ts'

/** No subscription comes of it: it is paid for once, and kept. */
export function isSoldOnce({ recurring_interval }: Pick<ProductRow, 'recurring_interval'>): boolean {
  return recurring_interval === null
}
