import * as z from 'zod'
import { product, type Product } from '@verge/polar/contract/products'
import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import type { Ports, Tx } from '../../ports/ports.ts'
import { announce } from '../webhooks/announce.ts'

type ProductEvent = Extract<WebhookEventType, `product.${string}`>

/** In the transaction that changed it. */
export async function announceProduct(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'ids' | 'queue'>,
  presented: Product,
  type: ProductEvent,
): Promise<void> {
  const { organization_id, created_at, modified_at } = presented
  const data = z.encode(product, presented)
  await announce(tx, ports, [
    { organization_id, created_at: modified_at ?? created_at, type, event_id: null, data },
  ])
}
