import { invalid } from '@verge/polar/refusals'
import type { Database, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

const uniqueViolation = '23505'

/** A code belongs to one discount of an organization, in whatever letters it is written. */
export function codeConflict(code: string | null | undefined) {
  return (error: unknown): never => {
    const { code: kind, constraint } = error as { code?: string; constraint?: string }
    if (kind === uniqueViolation && constraint === 'discounts_code')
      throw invalid(['body', 'code'], 'Another discount has this code.', code)
    throw error
  }
}

export async function refuseForeignProducts(
  db: Database | Tx,
  { organization_id }: OrganizationActor,
  products: readonly string[] | null | undefined,
): Promise<void> {
  if (!products || products.length === 0) return
  const known = await db
    .selectFrom('products')
    .select('id')
    .where('organization_id', '=', organization_id)
    .where('id', 'in', products)
    .execute()
  const unknown = products.findIndex((id) => !known.some((one) => one.id === id))
  if (unknown >= 0) throw invalid(['body', 'products', unknown], 'Product does not exist.', products[unknown])
}
