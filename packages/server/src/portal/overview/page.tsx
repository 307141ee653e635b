import { listCustomerOrders } from '@verge/polar/contract/orders'
import { listCustomerSubscriptions } from '@verge/polar/contract/subscriptions'
import { benefitsOf } from '../benefits/held.ts'
import { BenefitsSection } from '../benefits/section.tsx'
import { Needs, needsOf } from './needs.tsx'
import { OrderTable } from '../orders/table.tsx'
import { SeatsHeld, seatsHeldBy } from '../seats/held.tsx'
import { SubscriptionCard } from '../subscriptions/card.tsx'
import { withStanding, type WithStanding } from '../subscriptions/load.ts'
import { UsageSection, usageOf } from '../usage/section.tsx'
import type { Page } from '../visit.ts'

const latest = 5

export const overview: Page = async (visit) => {
  const { polar, messages, session, to, attempt } = visit
  const asked = polar.call(listCustomerSubscriptions, { query: { limit: 100 } })
  const [subscriptions, latestOrders, held, seats] = await Promise.all([
    attempt(asked),
    attempt(polar.call(listCustomerOrders, { query: { limit: latest } })),
    benefitsOf(visit),
    seatsHeldBy(visit),
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
  const seatsOfOthers = seats.filter(({ id }) => !known.some(({ subscription }) => subscription.id === id))
  const needs = await needsOf(visit, await visit.owed(), current)
  const title = current.length > 1 ? messages.overview.titleMany : messages.overview.title
  const card = (one: WithStanding) => <SubscriptionCard {...one} visit={visit} level="h2" />
  return {
    title,
    saysWhatIsOwed: true,
    body: (
      <>
        <h1>{title}</h1>
        <Needs visit={visit} needs={needs} />
        {current.map(card)}
        {subscriptions === null && <p class="card">{messages.overview.unread}</p>}
        {subscriptions !== null && current.length === 0 && seatsOfOthers.length === 0 && (
          <div class="card">
            <p>
              <strong>{messages.overview.empty}</strong>
            </p>
            {past.length === 0 && session.has_say_in_billing && (
              <p class="quiet">{messages.overview.emptyHelp({ name: session.organization_name })}</p>
            )}
          </div>
        )}
        <SeatsHeld visit={visit} held={seatsOfOthers} />
        <BenefitsSection visit={visit} held={held} />
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
