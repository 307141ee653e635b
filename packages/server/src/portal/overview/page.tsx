import { listCustomerOrders, type CustomerOrder } from '@verge/polar/contract/orders'
import { listCustomerSubscriptions } from '@verge/polar/contract/subscriptions'
import { canBePaid } from '@verge/polar/policy/orders'
import { BenefitsSection, benefitsOf } from '../benefits/section.tsx'
import { OrderTable } from '../orders/table.tsx'
import { SubscriptionCard } from '../subscriptions/card.tsx'
import { defaultCard, withStanding, type WithStanding } from '../subscriptions/load.ts'
import { UsageSection, usageOf } from '../usage/section.tsx'
import type { Page, Visit } from '../visit.ts'

const latest = 5

/** What is open is among the latest invoices, unless a subscription is past due: then all of its own are asked for. */
async function openOrders(
  { polar }: Visit,
  known: WithStanding[],
  newest: CustomerOrder[],
): Promise<CustomerOrder[]> {
  const subscription_id = known.filter((one) => one.standing.isOverdue).map((one) => one.subscription.id)
  if (subscription_id.length === 0) return newest.filter(canBePaid)
  const { items } = await polar.call(listCustomerOrders, { query: { subscription_id, limit: 100 } })
  return items.filter(canBePaid)
}

export const overview: Page = async (visit) => {
  const { polar, messages, session, to } = visit
  const [subscriptions, orders, method, grants] = await Promise.all([
    polar.call(listCustomerSubscriptions, { query: { limit: 100 } }),
    polar.call(listCustomerOrders, { query: { limit: latest } }),
    defaultCard(polar),
    benefitsOf(visit),
  ])
  const [known, meters] = await Promise.all([
    withStanding(visit, subscriptions.items),
    usageOf(visit, subscriptions.items),
  ])
  const current = known.filter(({ standing }) => !standing.isOver)
  const past = known.filter(({ standing }) => standing.isOver)
  const open = await openOrders(visit, known, orders.items)
  const openOrderOf = ({ subscription }: WithStanding) =>
    open.findLast((order) => order.subscription_id === subscription.id) ?? null
  const title = current.length > 1 ? messages.overview.titleMany : messages.overview.title
  const card = (one: WithStanding) => (
    <SubscriptionCard {...one} visit={visit} method={method} open={openOrderOf(one)} level="h2" />
  )
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        {current.map(card)}
        {current.length === 0 && (
          <div class="card">
            <p>
              <strong>{messages.overview.empty}</strong>
            </p>
            {past.length === 0 && (
              <p class="quiet">{messages.overview.emptyHelp(session.organization_name)}</p>
            )}
          </div>
        )}
        <BenefitsSection visit={visit} grants={grants} />
        <UsageSection visit={visit} meters={meters} />
        {past.length > 0 && (
          <section class="section">
            <div class="head">
              <h2>{messages.overview.past}</h2>
            </div>
            {past.map(card)}
          </section>
        )}
        {orders.items.length > 0 && (
          <section class="section">
            <div class="head">
              <h2>{messages.overview.invoices}</h2>
              <a href={to('/orders')}>{messages.overview.allInvoices}</a>
            </div>
            <OrderTable visit={visit} orders={orders.items} label={messages.overview.invoices} />
          </section>
        )}
      </>
    ),
  }
}
