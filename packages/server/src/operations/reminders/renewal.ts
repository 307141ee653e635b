import { reminderOf } from '../../billing/reminders.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { held, type Claim } from '../due-work/claim.ts'
import { cardFacts } from '../emails/cards.ts'
import type { Facts } from '../emails/facts.ts'
import { queueMail } from '../emails/queue.ts'
import { methodFor } from '../subscriptions/method.ts'
import { renewalOf, type Own } from '../subscriptions/preview.ts'
import { scheduledTerms } from '../subscriptions/terms.ts'
import { lockCustomerOf } from './lock-customer.ts'
import { noteReminder } from './note.ts'

/** Says beforehand what a renewal, or the end of a trial, will cost. Of what is past by now nobody is told. */
export async function remindOfRenewal(ports: Ports, id: string, claim: Claim | null): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const own = await lockOwn(tx, id)
    const { subscription } = own
    const now = ports.clock.now()
    const reminder = reminderOf(subscription)
    if (!reminder || reminder.at > now || !(await held(tx, claim, [id])).has(id)) return
    const { kind, key, announced } = reminder
    const isPast = announced <= now
    if (!(await noteReminder(tx, ports, key, isPast ? 'past' : 'told')) || isPast) return
    const terms = (await scheduledTerms(tx, subscription)) ?? subscription
    const { due_amount } = await renewalOf(tx, own, terms)
    const about = { ...subscription, product_id: terms.product_id, current_period_end: announced, key }
    await queueMail(tx, ports, kind, about, {
      amount: { amount: due_amount, currency: subscription.currency },
      every: { every: terms.recurring_interval, count: terms.recurring_interval_count },
      card: await cardOf(tx, own),
    })
  })
}

async function lockOwn(tx: Tx, id: string): Promise<Own> {
  const customer = await lockCustomerOf(tx, 'subscriptions', id)
  const subscription = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const organization = await tx
    .selectFrom('organizations')
    .selectAll()
    .where('id', '=', subscription.organization_id)
    .executeTakeFirstOrThrow()
  return { customer, subscription, organization }
}

async function cardOf(tx: Tx, { customer, subscription }: Own): Promise<Facts[string]> {
  const id = await methodFor(tx, customer, subscription)
  if (!id) return null
  const method = await tx
    .selectFrom('payment_methods')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return cardFacts(method).card!
}
