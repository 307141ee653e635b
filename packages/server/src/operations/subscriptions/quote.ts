import { createHash } from 'node:crypto'
import type { ChangeQuote, quoteChange as contract } from '@verge/polar/contract/own-subscriptions'
import type { InputOf } from '@verge/polar/contract/operation'
import { outdated } from '@verge/polar/refusals'
import { addMinutes } from '../../billing/billing-period.ts'
import { adopt } from '../../billing/plan-change.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { balanceOf } from '../customers/balance.ts'
import { planChange, type Planned } from './plan.ts'
import { firstCharge, nextChargeAt, ownSubscription, renewalOf, type Own } from './preview.ts'

/** For so long it is reckoned as of the moment it was made: reading it makes no cent of difference. */
const minutesValid = 15

/** All that a change would do, to be agreed to as a whole. */
export async function quoteChange(
  { db, clock }: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof contract>,
): Promise<ChangeQuote> {
  const own = await ownSubscription(db, actor, params.id)
  const now = clock.now()
  const asked = { actor, subscription: own.subscription, wanted: body, now, looking: true }
  return quoteOf(db, own, await planChange(db, asked), now)
}

/** @throws QuoteOutdated unless the change still is, to the cent and the day, what was quoted. */
export async function refuseUnlessAsQuoted(
  tx: Tx,
  own: Own,
  planned: Planned,
  { quote_id, quoted_at }: { quote_id: string; quoted_at: Date },
): Promise<void> {
  if (quoted_at < own.subscription.current_period_start) throw outdated()
  const { id } = await quoteOf(tx, own, planned, quoted_at)
  if (id !== quote_id) throw outdated()
}

/** When the quote was made. @throws QuoteOutdated when that is too long ago. */
export function momentOf(quote_id: string, now: Date): Date {
  const quoted_at = new Date(Number.parseInt(quote_id.split('-')[0]!, 36))
  if (quoted_at <= now && now <= addMinutes(quoted_at, minutesValid)) return quoted_at
  throw outdated()
}

async function quoteOf(db: Database | Tx, own: Own, planned: Planned, quoted_at: Date): Promise<ChangeQuote> {
  const { to, decision } = planned
  const charge = await firstCharge(db, own, planned)
  const next = nextChargeAt(own.subscription)
  const { product_id, amount, recurring_interval, recurring_interval_count, seats } = to
  const said = {
    kind: decision.kind,
    charge,
    charged_at: decision.kind === 'to_pay' ? quoted_at : (trialEndOf(planned) ?? next),
    takes_effect_at: decision.kind === 'scheduled' ? next : quoted_at,
    terms: { product_id, amount, recurring_interval, recurring_interval_count, seats },
    trial_end: trialEndOf(planned),
    follows: await renewalAfter(db, own, planned, charge),
  }
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('base64url')
  return { id: `${quoted_at.getTime().toString(36)}-${digest}`, ...said }
}

function trialEndOf({ decision }: Planned): Date | null {
  return decision.kind === 'applied' ? decision.trial_end : null
}

/** With subscription and balance as the payment leaves them. Null: nothing is charged now, or a pause comes first. */
async function renewalAfter(
  db: Database | Tx,
  own: Own,
  { to, decision }: Planned,
  { applied_balance_amount }: ChangeQuote['charge'],
): Promise<ChangeQuote['follows']> {
  const { subscription, customer } = own
  if (decision.kind !== 'to_pay' || subscription.pause_at_period_end) return null
  const at = decision.restarts ? decision.period.end : subscription.current_period_end
  const balance = (await balanceOf(db, customer.id, subscription.currency)) + applied_balance_amount
  const changed = { ...subscription, ...adopt(subscription, to, decision.restarts ? decision.period : null) }
  return { at, charge: await renewalOf(db, { ...own, subscription: changed }, to, { at, balance }) }
}
