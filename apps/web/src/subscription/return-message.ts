import { formatDate } from './money.ts'
import { hasEnded, isContinuing, isEnding, type SubscriptionView } from './state.ts'

/** What the portal says was done there. It is a claim in an address, so the live state decides. */
export interface PortalReturn {
  portal?: string
  subscription?: string
}

export interface ReturnMessage {
  tone: 'good' | 'notice'
  text: string
}

const unconfirmed: ReturnMessage = {
  tone: 'notice',
  text: 'You are back from the portal. Below is your plan as it stands now.',
}

/**
 * What to tell a customer who comes back from the portal, said only where the live subscriptions
 * bear it out. Null where nothing was done.
 */
export function returnMessage(
  { portal: action, subscription: id }: PortalReturn,
  live: readonly SubscriptionView[] | null,
  locale?: string,
): ReturnMessage | null {
  if (!action || action === 'none') return null
  if (!live)
    return { tone: 'notice', text: 'You are back from the portal. Your plan can’t be read right now.' }
  const good = (text: string): ReturnMessage => ({ tone: 'good', text })
  const concerned = id ? live.filter((one) => one.id === id) : live

  if (action === 'canceled') {
    const ending = concerned.find(isEnding)
    if (ending) {
      const last = formatDate(ending.ends_at ?? ending.current_period_end, locale)
      return good(`Your cancellation is scheduled. You keep ${ending.product_name} until ${last}.`)
    }
    const ended = id ? concerned.find(hasEnded) : undefined
    return ended ? good(`${ended.product_name} has ended, as you asked.`) : unconfirmed
  }
  if (action === 'reactivated') {
    const kept = concerned.find(isContinuing)
    if (!kept) return unconfirmed
    const next = formatDate(
      kept.trial_end && kept.status === 'trialing' ? kept.trial_end : kept.current_period_end,
      locale,
    )
    return good(`Your cancellation is taken back. ${kept.product_name} continues on ${next}.`)
  }
  if (action === 'resubscribed') {
    // The subscription named may be the ended one that was bought again or the one bought now.
    const bought = concerned.find(isContinuing) ?? live.find(isContinuing)
    return bought ? good(`Welcome back. ${bought.product_name} is yours again.`) : unconfirmed
  }
  if (action === 'paid') {
    const owing = concerned.some(({ status }) => status === 'past_due' || status === 'unpaid')
    return owing || !concerned.some((one) => !hasEnded(one))
      ? unconfirmed
      : good('Thank you. Nothing is left to pay.')
  }
  // The card and the billing details are not part of a subscription's state: these two say where to
  // see them and promise nothing that the live state could contradict.
  if (action === 'payment_method_updated') {
    const owing = live.some(({ status }) => status === 'past_due' || status === 'unpaid')
    return owing
      ? { tone: 'notice', text: 'You were changing your payment method. A payment is still open; see below.' }
      : good('Your payment methods are saved. Renewals are charged to your default card.')
  }
  if (action === 'billing_updated')
    return good('New invoices carry the billing details that the portal shows.')
  return unconfirmed
}
