import type { ChargePreview, CustomerSubscription } from '@verge/polar/contract/subscriptions'
import {
  cancellationRefusal,
  isPaused,
  nextStep,
  pauseRefusal,
  resubscriptionRefusal,
  resumptionRefusal,
  uncancellationRefusal,
  unpauseRefusal,
} from '@verge/polar/policy/subscriptions'
import type { OverduePayment } from '@verge/polar/contract/overdue-payments'
import { includedTax } from './included-tax.ts'
import { mayChangeSeats, switchesOf } from '../plan-change/offer.ts'
import type { Format } from '../ui/format.ts'
import type { Messages } from '../messages/messages.ts'

/** How a subscription stands, in the customer's words, and what they can do about it. */
export interface Standing extends Deeds {
  label: string
  tone: 'good' | 'warn' | 'bad' | 'calm'
  sentence: string
  price: string
  /** Where a renewal is to come: the tax within what it will charge. */
  tax: string | null
  isOver: boolean
}

interface Deeds {
  canCancel: boolean
  /** Canceled to the end of a period that is not paid: it may end at once instead. */
  canEndNow: boolean
  canReactivate: boolean
  canBuyAgain: boolean
  canChangeSeats: boolean
  canPause: boolean
  canTakePauseBack: boolean
  canResume: boolean
}

/** For whoever may look and has no say in billing. */
export const nothingToDo: Deeds = {
  canCancel: false,
  canEndNow: false,
  canReactivate: false,
  canBuyAgain: false,
  canChangeSeats: false,
  canPause: false,
  canTakePauseBack: false,
  canResume: false,
}

interface Known {
  charge: ChargePreview | null
  overdue: OverduePayment | null
  /** What can still be charged though it is canceled; null: not known. */
  open: readonly unknown[] | null
}

export function standingOf(
  subscription: CustomerSubscription,
  { charge, overdue, open }: Known,
  messages: Messages,
  format: Format,
): Standing {
  const { amount, currency, recurring_interval, recurring_interval_count, seats } = subscription
  const next = nextStep(subscription, overdue)
  const price = messages.price[recurring_interval]({
    amount: format.money(amount, currency),
    count: recurring_interval_count,
  })
  const tax = charge && includedTax(charge)
  const { pause } = switchesOf(subscription)
  return {
    ...wordsFor(next, { due: charge && format.money(charge.due_amount, currency), open }, messages, format),
    price: format.list([price, seats !== null && messages.seats({ count: seats })]),
    tax: tax === null ? null : messages.includesTax({ amount: format.money(tax, currency) }),
    isOver: next.kind === 'ended',
    canCancel: cancellationRefusal(subscription) === null || isPaused(subscription),
    canEndNow: next.kind === 'ends_owing' && next.until !== null,
    canReactivate: uncancellationRefusal(subscription) === null,
    canBuyAgain: resubscriptionRefusal(subscription) === null,
    canChangeSeats: mayChangeSeats(subscription),
    canPause: pause && pauseRefusal(subscription) === null,
    canTakePauseBack: pause && unpauseRefusal(subscription) === null,
    canResume: pause && resumptionRefusal(subscription) === null,
  }
}

function wordsFor(
  next: ReturnType<typeof nextStep>,
  { due, open }: { due: string | null; open: Known['open'] },
  { standing, next: words, cancel }: Messages,
  format: Format,
): Pick<Standing, 'label' | 'tone' | 'sentence'> {
  switch (next.kind) {
    case 'renews': {
      const date = format.date(next.at)
      const sentence = due ? words.renewsFor({ date, amount: due }) : words.renews({ date })
      return { label: standing.active, tone: 'good', sentence }
    }
    case 'trial_converts': {
      const date = format.date(next.at)
      const sentence = due ? words.trialFor({ date, amount: due }) : words.trial({ date })
      return { label: standing.trialing, tone: 'good', sentence }
    }
    case 'ends': {
      const date = format.date(next.at)
      const isOpen = open !== null && open.length > 0
      const sentence = isOpen
        ? `${words.canceled({ date })} ${words.onlyOpen}`
        : (open ? words.ends : cancel.until)({ date })
      return { label: standing.ending, tone: 'warn', sentence }
    }
    case 'ends_owing': {
      const sentence = `${words.canceled({ date: format.date(next.at) })} ${words.onlyOpen}`
      return { label: standing.ending, tone: 'bad', sentence }
    }
    case 'pauses': {
      const date = format.date(next.at)
      const sentence = next.resumes_at
        ? words.pausesUntil({ date, resumes: format.date(next.resumes_at) })
        : words.pauses({ date })
      return { label: standing.pausing, tone: 'warn', sentence }
    }
    case 'paused': {
      const since = format.date(next.since)
      const date = next.resumes_at && format.date(next.resumes_at)
      const resumes =
        date && (due ? words.resumesFor({ since, date, amount: due }) : words.resumes({ since, date }))
      return { label: standing.paused, tone: 'calm', sentence: resumes ?? words.paused({ since }) }
    }
    case 'payment_overdue': {
      const date = format.date(next.since)
      const isClosed = next.until?.has_access === false
      const sentence = isClosed ? words.overdueClosed({ date }) : words.overdue({ date })
      return { label: standing.past_due, tone: 'bad', sentence }
    }
    case 'ended':
      return { label: standing.ended, tone: 'calm', sentence: words.ended({ date: format.date(next.at) }) }
    case 'none':
      return { label: standing.pending, tone: 'calm', sentence: words.none }
  }
}
