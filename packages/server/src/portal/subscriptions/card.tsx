import { resubscribe } from '@verge/polar/contract/own-subscriptions'
import { needsCard } from '@verge/polar/policy/subscriptions'
import { consequencesOf } from '../overdue/words.ts'
import { cardName } from '../payment-methods/card-name.ts'
import type { Visit } from '../visit.ts'
import type { WithStanding } from './load.ts'
import { TakeBack } from './take-back.tsx'

interface Props extends WithStanding {
  visit: Visit
  level: 'h1' | 'h2'
}

/** One subscription: what it is, how it stands, what happens next, and what can be done. */
export function SubscriptionCard(props: Props) {
  const {
    visit,
    subscription,
    standing,
    discount,
    scheduled,
    resumption,
    card,
    owed,
    open,
    brought,
    level: Heading,
  } = props
  const { messages, format, to } = visit
  const address = to(`/subscriptions/${subscription.id}`)
  const ofOrders = (open ?? []).map(({ due_amount: amount, currency }) => ({ amount, currency }))
  const unpaid = [...(owed ? [owed] : []), ...ofOrders].map(({ amount, currency }) =>
    messages.pay.open({ amount: format.money(amount, currency) }),
  )
  const hasSay = visit.session.has_say_in_billing
  const resume = resumption ? messages.resume.actionFor({ amount: resumption }) : messages.resume.action
  const cancel = standing.canEndNow ? messages.cancel.endNow : messages.cancel.action
  // Among others each of them says whose it is to whoever hears it alone.
  const named = (action: string) =>
    Heading === 'h2' ? { 'aria-label': `${action}: ${subscription.product.name}` } : {}
  return (
    <article class="card">
      <div class="head">
        <Heading>
          <bdi>
            {Heading === 'h1' ? subscription.product.name : <a href={address}>{subscription.product.name}</a>}
          </bdi>
        </Heading>
        <span class={`badge ${standing.tone}`}>{standing.label}</span>
      </div>
      {standing.price && <p class="price">{standing.price}</p>}
      <p>
        {standing.sentence} {standing.tax && <span class="quiet">{standing.tax}</span>}
        {unpaid.length > 0 && <strong>{unpaid.join(' ')}</strong>}
      </p>
      {owed && consequencesOf(owed, visit).map((line) => <p>{line}</p>)}
      {discount && <p>{discount}</p>}
      {scheduled && <p>{scheduled}</p>}
      {needsCard(subscription) && card !== 'unknown' && (
        <p class="quiet">{card ? messages.paidWith({ card: cardName(card, messages) }) : messages.noCard}</p>
      )}
      <div class="actions">
        {owed && !owed.details?.is_being_paid && (
          <a class="button primary" href={to(`/orders/${owed.order_id}/pay`)} {...named(messages.pay.action)}>
            {messages.pay.action}
          </a>
        )}
        {standing.canReactivate && brought.cancellation && (
          <TakeBack to={`${address}/reactivate`} look="primary" brought={brought.cancellation}>
            {messages.reactivate.action}
          </TakeBack>
        )}
        {standing.canBuyAgain && visit.polar.supports(resubscribe) && (
          <a class="button primary" href={`${address}/resubscribe`} {...named(messages.resubscribe.action)}>
            {messages.resubscribe.action}
          </a>
        )}
        {standing.canResume && (
          <a class="button primary" href={`${address}/resume`} {...named(resume)}>
            {resume}
          </a>
        )}
        {standing.canTakePauseBack && brought.pause && (
          <TakeBack to={`${address}/pause/undo`} look="primary" brought={brought.pause}>
            {messages.pause.undo}
          </TakeBack>
        )}
        {scheduled && hasSay && brought.change && (
          <TakeBack to={`${address}/change/undo`} brought={brought.change}>
            {messages.change.undo}
          </TakeBack>
        )}
        {props.hasChoice && (
          <a class="button" href={`${address}/change`} {...named(messages.change.action)}>
            {messages.change.action}
          </a>
        )}
        {Heading === 'h1' && standing.canChangeSeats && (
          <a class="button" href={`${address}/seats`}>
            {messages.changeSeats.action}
          </a>
        )}
        {Heading === 'h1' && hasSay && subscription.seats !== null && !standing.isOver && (
          <a class="button" href={`${address}/people`}>
            {messages.people.seats}
          </a>
        )}
        {Heading === 'h1' && standing.canPause && (
          <a class="button" href={`${address}/pause`}>
            {messages.pause.action}
          </a>
        )}
        {Heading === 'h2' && (
          <a class="button" href={address} {...named(messages.subscription.manage)}>
            {messages.subscription.manage}
          </a>
        )}
        {(standing.canCancel || standing.canEndNow) && (
          <a class="button danger" href={`${address}/cancel`} {...named(cancel)}>
            {cancel}
          </a>
        )}
      </div>
    </article>
  )
}
