import type { Updateable } from 'kysely'
import { benefit as shape, type Benefit } from '@verge/polar/contract/products'
import { anyOf } from '../../db/rows.ts'
import type { BenefitProperties, BenefitRow, BenefitTable } from '../../db/tables/benefits.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { applyChanges, type Cause } from '../apply-change.ts'
import { announceResource } from '../webhooks/announce.ts'
import { activeFiles } from './files.ts'
import { presentBenefit } from './present.ts'

interface Change extends Pick<Updateable<BenefitTable>, 'description' | 'visibility' | 'metadata'> {
  properties?: BenefitProperties
}

/** A benefit that is locked. Whoever has it is told where what they have by it is something else now. */
export async function changeBenefit(
  tx: Tx,
  ports: Ports,
  before: BenefitRow,
  { properties, ...change }: Change,
  cause: Cause,
): Promise<Benefit> {
  const benefit = await tx
    .updateTable('benefits')
    .set({
      modified_at: ports.clock.now(),
      ...change,
      ...(properties && { properties: JSON.stringify(properties) }),
    })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const presented = presentBenefit(benefit)
  await announceResource(tx, ports, shape, presented, 'benefit.updated')
  if (activeFiles(before).join() !== activeFiles(benefit).join())
    await tellHolders(tx, ports, benefit.id, cause)
  return presented
}

async function tellHolders(tx: Tx, ports: Ports, benefit_id: string, cause: Cause): Promise<void> {
  await lockProductsWith(tx, [benefit_id])
  await tell(tx, ports, granted(tx).where('benefit_id', '=', benefit_id), cause)
}

/** What is a customer's own is another member's from now on. Under the customer's lock. */
export async function tellNewOwner(
  tx: Tx,
  ports: Recorder,
  customer_id: string,
  cause: Cause,
): Promise<void> {
  const own = granted(tx).where('customer_id', '=', customer_id).where('member_id', 'is', null)
  const rows = await own.select('benefit_id').distinct().execute()
  await lockProductsWith(
    tx,
    rows.map(({ benefit_id }) => benefit_id),
  )
  await tell(tx, ports, own, cause)
}

const granted = (tx: Tx) => tx.selectFrom('benefit_grants').where('granted_at', 'is not', null)

/** Under the locks of the products that bring it. */
async function tell(tx: Tx, ports: Recorder, found: ReturnType<typeof granted>, cause: Cause): Promise<void> {
  const events = ['benefit_grant.updated', 'customer.state_changed'] as const
  const holding = await found.selectAll().orderBy('id').execute()
  const told = holding.map((row) => ({ row, change: { set: {}, events } }))
  await applyChanges(tx, ports, 'benefit_grants', told, cause)
}

/**
 * Nobody gains or loses any of the benefits meanwhile. Benefit, then products: in this order whoever puts it to a product holds
 * them too.
 */
export async function lockProductsWith(tx: Tx, benefit_ids: readonly string[]): Promise<string[]> {
  const products = await tx
    .selectFrom('products')
    .select('id')
    .where(
      'id',
      'in',
      tx.selectFrom('product_benefits').select('product_id').where('benefit_id', '=', anyOf(benefit_ids)),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return products.map(({ id }) => id)
}
