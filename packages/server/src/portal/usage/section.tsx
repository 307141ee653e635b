import { listOwnMeters, type OwnMeter } from '@verge/polar/contract/meters'
import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import type { Visit } from '../visit.ts'

/** What the seller counts of the customer's use, where the seller shows it. */
export async function usageOf(
  { polar, attempt }: Visit,
  subscriptions: readonly CustomerSubscription[],
): Promise<OwnMeter[]> {
  const isShown = subscriptions.some(
    ({ product }) => product.organization.customer_portal_settings.usage.show,
  )
  if (!isShown) return []
  const query = { limit: 100, sorting: ['meter_name' as const] }
  const meters = await attempt(polar.call(listOwnMeters, { query }))
  return meters?.items ?? []
}

export function UsageSection({ visit, meters }: { visit: Visit; meters: readonly OwnMeter[] }) {
  const { messages } = visit
  if (meters.length === 0) return null
  return (
    <section class="section">
      <div class="head">
        <h2>{messages.usage.title}</h2>
      </div>
      <dl>
        {meters.map((one) => (
          <>
            <dt>{one.meter.name}</dt>
            <dd>{wordsFor(visit, one)}</dd>
          </>
        ))}
      </dl>
    </section>
  )
}

/** Counted since it was first used: nothing begins anew with a billing period here. */
function wordsFor({ messages, format }: Visit, { meter, consumed_units, created_at }: OwnMeter): string {
  const number = format.quantity(consumed_units)
  const amounts = {
    token: messages.usage.token({ amount: number }),
    custom: `${number} ${meter.custom_label ?? ''}`,
  }
  const amount = meter.unit && meter.unit !== 'scalar' ? amounts[meter.unit] : number
  return messages.usage.since({ amount: amount.trim(), date: format.date(created_at) })
}
