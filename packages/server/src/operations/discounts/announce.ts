import { discountWithProducts, type DiscountWithProducts } from '@verge/polar/contract/discounts'
import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import type { DiscountRow } from '../../db/tables/products.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { announceResource } from '../webhooks/announce.ts'
import { presentDiscounts } from './present.ts'

type DiscountEvent = Extract<WebhookEventType, `discount.${string}`>

/** In the transaction that changed it; as it is now, for whoever asked. */
export async function announceDiscount(
  tx: Tx,
  ports: Recorder,
  row: DiscountRow,
  type: DiscountEvent,
): Promise<DiscountWithProducts> {
  const [presented] = await presentDiscounts(tx, [row])
  await announceResource(tx, ports, discountWithProducts, presented!, type)
  return presented!
}
