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
  { polar, attempt }: Visit,
  known: WithStanding[],
  newest: CustomerOrder[],
): Promise<CustomerOrder[]> {
  const subscription_id = known.filter((one) => one.standing.isOverdue).map((one) => one.subscription.id)
  if (subscription_id.length === 0) return newest.filter(canBePaid)
  const all = await attempt(polar.call(listCustomerOrders, { query: { subscription_id, limit: 100 } }))
  return (all?.items ?? newest).filter(canBePaid)
}

export const overview: Page = async (visit) => {
  const { polar, messages, session, to, attempt } = visit
  const asked = polar.call(listCustomerSubscriptions, { query: { limit: 100 } })
  const [subscriptions, latestOrders, method, grants] = await Promise.all([
    attempt(asked),
    attempt(polar.call(listCustomerOrders, { query: { limit: latest } })),
    attempt(defaultCard(polar)),
    benefitsOf(visit),
  ])
  // Of nothing at all there is no page to show.
  if (!subscriptions && !latestOrders) await asked
  const orders = latestOrders?.items ?? []
  const [known, meters] = await Promise.all([
    withStanding(visit, subscriptions?.items ?? []),
    usageOf(visit, subscriptions?.items ?? []),
  ])
  const current = known.filter(({ standing }) => !standing.isOver)
  const past = known.filter(({ standing }) => standing.isOver)
  const open = await openOrders(visit, known, orders)
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
        {subscriptions === null && <p class="card">{messages.overview.unread}</p>}
        {subscriptions !== null && current.length === 0 && (
          <div class="card">
            <p>
              <strong>{messages.overview.empty}</strong>
            </p>
            {past.length === 0 && (
              <p class="quiet">{messages.overview.emptyHelp({ name: session.organization_name })}</p>
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
        {orders.length > 0 && (
          <section class="section">
            <div class="head">
              <h2>{messages.overview.invoices}</h2>
              <a href={to('/orders')}>{messages.overview.allInvoices}</a>
            </div>
            <OrderTable visit={visit} orders={orders} label={messages.overview.invoices} />
          </section>
        )}
      </>
    ),
  }
}
