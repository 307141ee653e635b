import type {
  addPaymentMethod as addContract,
  AgreedPayments,
  confirmPaymentMethod as confirmContract,
} from '@verge/polar/contract/payment-methods'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid, notFound, Refusal } from '@verge/polar/refusals'
import type { Card, SetupOutcome } from '../../ports/payment-processor.ts'
import type { PaymentMethodRow } from '../../db/tables/customers.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { lockEvenDeleted } from '../customers/find.ts'
import { cardFacts } from '../emails/cards.ts'
import { queueMail } from '../emails/queue.ts'
import { followCard } from './follow.ts'
import { refuseUnlessAgreed } from './due-payments.ts'
import { presentPaymentMethod } from './present.ts'
import { setDefaultPaymentMethod } from './set-default.ts'

type Addition = OutputOf<typeof addContract>

export async function addPaymentMethod(
  ports: Ports,
  actor: CustomerActor,
  { body }: InputOf<typeof addContract>,
): Promise<Addition> {
  await refuseUnlessAgreed(ports.db, actor.customer_id, body.agreed_payments)
  const outcome = await ports.processor.setUp({
    customer_reference: actor.customer_id,
    confirmation_token_id: body.confirmation_token_id,
  })
  if (!outcome) {
    throw invalid(
      ['body', 'confirmation_token_id'],
      'The processor does not know this token.',
      body.confirmation_token_id,
    )
  }
  return settle(ports, actor, outcome, body)
}

/** After 3-D Secure. Someone else's setup is as unknown as one that never was. */
export async function confirmPaymentMethod(
  ports: Ports,
  actor: CustomerActor,
  { body }: InputOf<typeof confirmContract>,
): Promise<Addition> {
  const { setup_intent_id } = body
  await refuseUnlessAgreed(ports.db, actor.customer_id, body.agreed_payments)
  const outcome = await ports.processor.getSetup({ customer_reference: actor.customer_id, setup_intent_id })
  if (!outcome)
    throw invalid(['body', 'setup_intent_id'], 'The processor does not know this setup.', setup_intent_id)
  return settle(ports, actor, outcome, body)
}

interface Wanted {
  set_default: boolean
  agreed_payments?: AgreedPayments | undefined
}

async function settle(
  ports: Ports,
  actor: CustomerActor,
  outcome: SetupOutcome,
  { set_default, agreed_payments }: Wanted,
): Promise<Addition> {
  if (outcome.status === 'requires_action')
    return { status: outcome.status, client_secret: outcome.client_secret }
  if (outcome.status === 'failed') {
    throw new Refusal(
      'PaymentMethodSetupFailed',
      'The bank refused this card. Nothing was charged. Try another card.',
    )
  }
  // Whoever is told that it pays from now on needs not be told that it was added.
  const method = await saveCard(ports, actor.customer_id, outcome.card, { told: !set_default })
  if (set_default) await setDefaultPaymentMethod(ports, actor, method.id, agreed_payments)
  return { status: 'succeeded', payment_method: presentPaymentMethod(method) }
}

/**
 * One row for each card at the processor; a removed one comes back. Whoever was deleted meanwhile gets none: theirs is
 * noted as removed, so that the processor forgets it.
 */
export async function saveCard(
  ports: Ports,
  customer_id: string,
  card: Card,
  { told }: { told: boolean },
): Promise<PaymentMethodRow> {
  const { db, clock, ids } = ports
  const saved = await db.transaction().execute(async (tx) => {
    const [customer] = await lockEvenDeleted(tx, [customer_id])
    if (!customer) throw notFound()
    const { deleted_at } = customer
    const known = await tx
      .selectFrom('payment_methods')
      .select('id')
      .where('customer_id', '=', customer_id)
      .where('processor_id', '=', card.processor_id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    const method = await tx
      .insertInto('payment_methods')
      .values({
        ...card,
        id: ids.uuid(),
        created_at: clock.now(),
        modified_at: null,
        deleted_at,
        detached_at: null,
        customer_id,
      })
      .onConflict((on) =>
        on.columns(['customer_id', 'processor_id']).doUpdateSet({ deleted_at, detached_at: null }),
      )
      .returningAll()
      .executeTakeFirstOrThrow()
    await followCard(tx, ports, method)
    if (told && !known && !deleted_at) {
      const about = { ...customer, customer_id, key: `card_added:${method.id}:${clock.now().toISOString()}` }
      await queueMail(tx, ports, 'card_added', about, cardFacts(method))
    }
    return method
  })
  if (saved.deleted_at) throw notFound()
  return saved
}
