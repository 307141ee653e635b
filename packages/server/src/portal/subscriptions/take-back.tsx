import type { Child } from 'hono/jsx'
import { quoteContinuation, type TakenBack } from '@verge/polar/contract/own-subscriptions'
import {
  getCustomerSubscription,
  previewCharge,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { chargesNext, isPastDue, isPaused, isTrialing, nextStep } from '@verge/polar/policy/subscriptions'
import { outdated } from '@verge/polar/refusals'
import type { Visit } from '../visit.ts'
import { Form } from '../ui/form.tsx'

/** What follows as soon as something is taken back and until when it can be, in words, and what stands for it in the form. */
export interface Brought {
  quote: string
  /** Empty: nothing is charged by itself then either, and no date is certain. */
  words: string
}

export async function broughtBy(
  visit: Visit,
  subscription: CustomerSubscription,
  takes_back: TakenBack,
): Promise<Brought> {
  const { quote, follows } = await following(visit, subscription, takes_back)
  return { quote, words: [follows, undoableUntil(visit, subscription, takes_back)].filter(Boolean).join(' ') }
}

/** Null: it can be taken back, and what ends that has no date, such as a payment. */
function undoableUntil(
  { messages, format }: Visit,
  subscription: CustomerSubscription,
  takes_back: TakenBack,
): string | null {
  const { pending_update } = subscription
  if (takes_back === 'change')
    return pending_update && !isPaused(subscription)
      ? messages.change.later({ date: format.date(pending_update.applies_at) })
      : null
  const next = nextStep(subscription)
  if (takes_back === 'cancellation')
    return next.kind === 'ends' ? messages.cancel.undo({ date: format.date(next.at) }) : null
  return next.kind === 'pauses' ? messages.pause.undoUntil({ date: format.date(next.at) }) : null
}

async function following(
  { polar, attempt, messages: { next }, format }: Visit,
  subscription: CustomerSubscription,
  takes_back: TakenBack,
): Promise<{ quote: string; follows: string | null }> {
  const isTrial = isTrialing(subscription)
  if (!polar.supports(quoteContinuation)) {
    // What Polar would charge cannot be asked beforehand; its price stands on the same card.
    const date = format.date(subscription.current_period_end)
    const follows = isTrial ? next.trial({ date }) : next.renews({ date })
    return { quote: quoteAtPolar(subscription), follows: isPastDue(subscription) ? null : follows }
  }
  const params = { id: subscription.id }
  const quote = await attempt(polar.call(quoteContinuation, { params, query: { takes_back } }))
  if (!quote?.next) return { quote: quote?.id ?? '', follows: null }
  const date = format.date(quote.next.at)
  const amount = format.money(quote.next.charge.due_amount, subscription.currency)
  const follows = isTrial ? next.trialFor({ date, amount }) : next.renewsFor({ date, amount })
  return { quote: quote.id, follows }
}

function quoteAtPolar({ amount, current_period_end }: CustomerSubscription): string {
  return `${current_period_end.getTime()}-${amount}`
}

interface TakeBackProps {
  to: string
  look?: string
  brought: Brought
  children: Child
}

/** One click, and beside it what it brings back. */
export function TakeBack({ to, look, brought: { quote, words }, children }: TakeBackProps) {
  return (
    <Form to={to}>
      <input type="hidden" name="quote" value={quote} />
      <button {...(look && { class: look })} {...(words && { 'aria-describedby': `${to}:brings` })}>
        {children}
      </button>{' '}
      {words && (
        <span class="quiet" id={`${to}:brings`}>
          {words}
        </span>
      )}
    </Form>
  )
}

/** The quote that the form carries; where Polar cannot hold itself to it, it is asked for once more. @throws QuoteOutdated */
export async function quotedIn(
  visit: Visit,
  id: string,
  form: URLSearchParams,
): Promise<{ quote_id?: string }> {
  const quote_id = (form.get('quote') ?? '').slice(0, 128)
  if (visit.polar.supports(quoteContinuation)) return { quote_id }
  const subscription = await visit.polar.call(getCustomerSubscription, { params: { id } })
  if (quoteAtPolar(subscription) !== quote_id) throw outdated()
  return {}
}

/** Said after it was taken back: what is charged next, and when. */
export async function withNextCharge(
  { polar, attempt, messages, format }: Visit,
  subscription: CustomerSubscription,
  said: string,
): Promise<string> {
  if (!chargesNext(subscription)) return said
  const charge = await attempt(polar.call(previewCharge, { params: { id: subscription.id } }))
  if (!charge) return said
  const date = format.date(subscription.current_period_end)
  const amount = format.money(charge.due_amount, subscription.currency)
  return `${said} ${messages.change.nextInvoice({ date, amount })}`
}
