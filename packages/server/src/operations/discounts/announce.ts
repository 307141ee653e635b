import * as z from 'zod'
import { discountWithProducts, type DiscountWithProducts } from '@verge/polar/contract/discounts'
import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import type { DiscountRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { announce } from '../webhooks/announce.ts'
import { presentDiscounts } from './present.ts'

type DiscountEvent = Extract<WebhookEventType, `discount.${string}`>

/** In the transaction that changed it; as it is now, for whoever asked. */
export async function announceDiscount(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'ids' | 'queue'>,
  row: DiscountRow,
  type: DiscountEvent,
): Promise<DiscountWithProducts> {
  const [presented] = await presentDiscounts(tx, [row])
  const data = z.encode(discountWithProducts, presented!)
  const created_at = row.modified_at ?? row.created_at
  await announce(tx, ports, [
    { organization_id: row.organization_id, created_at, type, event_id: null, data },
  ])
  return presented!
}
