import { cardSchemes } from '@verge/polar/law/card-schemes'
import { lawFor } from '@verge/polar/law/law'
import { nextStep, type Lifecycle } from '@verge/polar/policy/subscriptions'
import { addDays, type Interval } from './billing-period.ts'

/** One mail serves every law in force and the card schemes, because where a customer is may change before it goes out. */
const asked = lawFor(null)
const windows = [...asked.reminders, ...cardSchemes]

/** So many days more than the law needs at the least: after a stop of the programs that long it is still in time. */
const daysToSpare = { renewal: 10, trial_end: 3 } as const

function windowOf(about: keyof typeof daysToSpare) {
  const all = windows.filter((one) => one.about === about)
  const least = Math.max(...all.map(({ days_before_min }) => days_before_min))
  const most = Math.min(...all.map(({ days_before_max }) => days_before_max))
  return {
    days: Math.min(least + daysToSpare[about], most),
    longer_than_days: Math.min(...all.map(({ longer_than_days }) => longer_than_days)),
  }
}
const renewal = windowOf('renewal')
const trialEnd = windowOf('trial_end')
/** Where periods are shorter; no law says how long before. */
const yearlyDays = 7

export interface Reminder {
  kind: 'renewal_ahead' | 'trial_ending'
  /** What it announces: of the same end of the same subscription nobody is told twice. */
  key: string
  /** When it is to be told. */
  at: Date
  /** When that happens. */
  announced: Date
}

type Subscription = Lifecycle & {
  id: string
  amount: number
  recurring_interval: Interval
  recurring_interval_count: number
  current_period_start: Date
  started_at: Date | null
}

/** The next thing of a subscription that is announced; null: nothing is charged that has to be. */
export function reminderOf(subscription: Subscription): Reminder | null {
  const next = nextStep(subscription)
  if (subscription.amount === 0 || (next.kind !== 'renews' && next.kind !== 'trial_converts')) return null
  const isTrial = next.kind === 'trial_converts'
  const days = isTrial ? trialEnd.days : daysBeforeRenewal(subscription, next.at)
  if (days === null) return null
  const kind = isTrial ? 'trial_ending' : 'renewal_ahead'
  const { id, current_period_start } = subscription
  const at = addDays(next.at, -days)
  return {
    kind,
    key: `${kind}:${id}:${next.at.toISOString()}`,
    at: at < current_period_start ? current_period_start : at,
    announced: next.at,
  }
}

function daysBeforeRenewal(
  { current_period_start, started_at }: Subscription,
  renews_at: Date,
): number | null {
  if (renews_at > addDays(current_period_start, renewal.longer_than_days)) return renewal.days
  if (!started_at || !asked.yearly_reminder) return null
  return yearsSince(started_at, renews_at) > yearsSince(started_at, current_period_start) ? yearlyDays : null
}

/** Whole years, by the calendar. */
function yearsSince(start: Date, at: Date): number {
  const years = at.getUTCFullYear() - start.getUTCFullYear()
  const anniversary = new Date(start)
  anniversary.setUTCFullYear(start.getUTCFullYear() + years)
  return at < anniversary ? years - 1 : years
}

interface Card {
  id: string
  exp_month: number
  exp_year: number
  deleted_at: Date | null
}

export interface ExpiryReminder {
  key: string
  at: Date
  /** The first instant at which it is taken no more. */
  announced: Date
}

/** A card is taken until its last month is over, and announced when that month begins. */
export function expiryOf({ id, exp_month, exp_year, deleted_at }: Card): ExpiryReminder | null {
  if (deleted_at) return null
  const month = String(exp_month).padStart(2, '0')
  return {
    key: `card_expiring:${id}:${exp_year}-${month}`,
    at: new Date(Date.UTC(exp_year, exp_month - 1, 1)),
    announced: new Date(Date.UTC(exp_year, exp_month, 1)),
  }
}
