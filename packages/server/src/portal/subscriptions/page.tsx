import { listCustomerOrders } from '@verge/polar/contract/orders'
import { quoteWithdrawal } from '@verge/polar/contract/leaving'
import { listReceipts } from '@verge/polar/contract/receipts'
import { explainCancellation } from '@verge/polar/contract/own-subscriptions'
import { getCustomerSubscription, type CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { Timeline, timelineOf } from '../activity/timeline.tsx'
import { benefitsOf } from '../benefits/held.ts'
import { BenefitsSection } from '../benefits/section.tsx'
import { ReasonForm } from '../cancellation/reason.tsx'
import { LawNotices } from '../law/notices.tsx'
import { lawOf } from '../law/own.ts'
import { OrderTable } from '../orders/table.tsx'
import type { Page, Visit } from '../visit.ts'
import { ReceiptLine } from '../receipts/line.tsx'
import { WithdrawalLine } from '../withdrawal/line.tsx'
import { SubscriptionCard } from './card.tsx'
import { withStanding } from './load.ts'
import type { Standing } from './standing.ts'

export const subscriptionPage: Page = async (visit, { params }) => {
  const { polar, messages, attempt } = visit
  const id = params.id!
  const [subscription, all, held, happened, receipts, withdrawal, law] = await Promise.all([
    polar.call(getCustomerSubscription, { params: { id } }),
    attempt(polar.call(listCustomerOrders, { query: { subscription_id: [id], limit: 100 } })),
    benefitsOf(visit, { subscription_id: [id] }),
    timelineOf(visit, id),
    polar.supports(listReceipts)
      ? attempt(polar.call(listReceipts, { query: { subscription_id: id } }))
      : null,
    polar.supports(quoteWithdrawal) ? attempt(polar.call(quoteWithdrawal, { params: { id } })) : null,
    lawOf(visit),
  ])
  const [known] = await withStanding(visit, [subscription])
  const orders = all?.items ?? []
  const debts = await visit.owed()
  return {
    title: subscription.product.name,
    saysWhatIsOwed: debts.length === 1 && debts[0]!.subscription_id === id,
    body: (
      <>
        <SubscriptionCard {...known!} visit={visit} level="h1" />
        {!visit.session.has_say_in_billing && <p class="quiet">{messages.subscription.forOthers}</p>}
        {known!.standing.canCancel && <LawNotices visit={visit} law={law} />}
        <ReceiptLine visit={visit} receipts={receipts?.items ?? []} />
        {asksWhy(visit, subscription, known!.standing) && <ReasonForm visit={visit} id={id} />}
        {withdrawal && <WithdrawalLine visit={visit} of={`/subscriptions/${id}`} quote={withdrawal} />}
        <BenefitsSection visit={visit} held={held} />
        <section class="section">
          <div class="head">
            <h2>{messages.subscription.details}</h2>
          </div>
          <dl>
            {datesOf(visit, subscription).map(([term, text]) => (
              <>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </>
            ))}
          </dl>
        </section>
        <Timeline {...known!} visit={visit} happened={happened} />
        {orders.length > 0 && (
          <section class="section">
            <div class="head">
              <h2>{messages.subscription.history}</h2>
            </div>
            <OrderTable visit={visit} orders={orders} label={messages.subscription.history} />
          </section>
        )}
      </>
    ),
  }
}

function asksWhy({ polar }: Visit, subscription: CustomerSubscription, { canReactivate }: Standing): boolean {
  return canReactivate && !subscription.customer_cancellation_reason && polar.supports(explainCancellation)
}

function datesOf({ messages, format }: Visit, subscription: CustomerSubscription): [string, string][] {
  const words = messages.subscription
  const { started_at, trial_end, canceled_at, ends_at, ended_at } = subscription
  const period = words.periodOf({
    from: format.date(subscription.current_period_start),
    to: format.date(subscription.current_period_end),
  })
  const dates: [string, Date | null][] = [
    [words.started, started_at],
    [words.trialEnds, trial_end],
    [words.canceledOn, canceled_at],
    [words.endsOn, ended_at ? null : ends_at],
    [words.endedOn, ended_at],
  ]
  const known = dates.flatMap(([term, date]): [string, string][] => (date ? [[term, format.date(date)]] : []))
  return ended_at ? known : [...known, [words.period, period]]
}
