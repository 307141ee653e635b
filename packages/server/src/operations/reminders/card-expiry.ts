import { nextStep } from '@verge/polar/policy/subscriptions'
import { expiryOf } from '../../billing/reminders.ts'
import type { CustomerRow, PaymentMethodRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { held, type Claim } from '../due-work/claim.ts'
import { cardFacts } from '../emails/cards.ts'
import { queueMail } from '../emails/queue.ts'
import { methodsFor } from '../subscriptions/method.ts'
import { lockCustomerOf } from './lock-customer.ts'
import { noteReminder } from './note.ts'

/** Says that a card is about to expire, to whoever still pays by it. */
export async function remindOfExpiry(ports: Ports, id: string, claim: Claim | null): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const { customer, card } = await lockCard(tx, id)
    const now = ports.clock.now()
    const expiry = expiryOf(card)
    if (!expiry || expiry.at > now || !(await held(tx, claim, [id])).has(id)) return
    const { key, announced } = expiry
    const names = customer.deleted_at ? [] : await paidBy(tx, customer, card)
    const outcome = announced <= now ? 'past' : names.length === 0 ? 'needless' : 'told'
    if (!(await noteReminder(tx, ports, key, outcome)) || outcome !== 'told') return
    const about = { id: customer.id, version: customer.version, customer_id: customer.id, key }
    await queueMail(tx, ports, 'card_expiring', about, { ...cardFacts(card), products: { names } })
  })
}

async function lockCard(tx: Tx, id: string): Promise<{ customer: CustomerRow; card: PaymentMethodRow }> {
  const customer = await lockCustomerOf(tx, 'payment_methods', id)
  const card = await tx
    .selectFrom('payment_methods')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { customer, card }
}

/** The products whose next charge goes to this card. */
async function paidBy(tx: Tx, customer: CustomerRow, card: PaymentMethodRow): Promise<string[]> {
  const subscriptions = await tx
    .selectFrom('subscriptions')
    .innerJoin('products', 'products.id', 'subscriptions.product_id')
    .selectAll('subscriptions')
    .select('products.name')
    .where('customer_id', '=', customer.id)
    .where('ended_at', 'is', null)
    .where('amount', '>', 0)
    .orderBy('subscriptions.id')
    .execute()
  const charged = subscriptions.filter((one) =>
    ['renews', 'trial_converts', 'payment_overdue'].includes(nextStep(one).kind),
  )
  const methods = await methodsFor(
    tx,
    charged.map((subscription) => ({ customer, subscription })),
  )
  const names = charged.filter((_, index) => methods[index] === card.id).map(({ name }) => name)
  return [...new Set(names)]
}
