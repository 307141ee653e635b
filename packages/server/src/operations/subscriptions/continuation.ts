import { createHash } from 'node:crypto'
import type {
  ContinuationQuote,
  quoteContinuation as contract,
  TakenBack,
} from '@verge/polar/contract/own-subscriptions'
import type { InputOf } from '@verge/polar/contract/operation'
import { chargesNext } from '@verge/polar/policy/subscriptions'
import { outdated } from '@verge/polar/refusals'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { nextChargeAt, ownSubscription, renewalOf, type Own } from './preview.ts'
import { scheduledTerms } from './terms.ts'

/** How a subscription stands once it is taken back, as far as it says what is charged next. */
const without: Record<TakenBack, Partial<SubscriptionRow>> = {
  cancellation: { cancel_at_period_end: false, ends_at: null },
  pause: { pause_at_period_end: false, resumes_at: null },
  change: { pending_update: null },
}

export async function quoteContinuation(
  { db }: Ports,
  actor: CustomerActor,
  { params, query }: InputOf<typeof contract>,
): Promise<ContinuationQuote> {
  return continuationOf(db, await ownSubscription(db, actor, params.id), query!.takes_back)
}

/** Looked at under the lock, before it is done. */
export type CheckQuote = (tx: Tx) => Promise<void>

/** @throws QuoteOutdated where something else would follow than was shown; whoever was shown nothing agrees to nothing. */
export function asQuoted(
  actor: CustomerActor | OrganizationActor,
  id: string,
  takes_back: TakenBack,
  quote_id: string | undefined,
): CheckQuote | undefined {
  if (quote_id === undefined) return undefined
  return async (tx) => {
    const quote = await continuationOf(tx, await ownSubscription(tx, actor, id), takes_back)
    if (quote.id !== quote_id) throw outdated()
  }
}

async function continuationOf(
  db: Database | Tx,
  own: Own,
  takes_back: TakenBack,
): Promise<ContinuationQuote> {
  const subscription = { ...own.subscription, ...without[takes_back] }
  const at = chargesNext(subscription) ? nextChargeAt(subscription) : null
  const terms = (await scheduledTerms(db, subscription)) ?? subscription
  const next = at && { at, charge: await renewalOf(db, { ...own, subscription }, terms) }
  const said = JSON.stringify({ subscription: subscription.id, takes_back, next })
  return { id: createHash('sha256').update(said).digest('base64url'), next }
}
