import {
  agreementOf,
  type Agreement,
  type confirmClientCheckout as contract,
} from '@verge/polar/contract/checkouts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid, Refusal } from '@verge/polar/refusals'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { Card } from '../../ports/payment-processor.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { RateLimit } from '../../billing/rate-limit.ts'
import type { Anonymous } from '../actor.ts'
import type { Cause } from '../apply-change.ts'
import { createCustomerSession } from '../customer-sessions/create.ts'
import { namingConflict } from '../customers/identity.ts'
import { saveCard } from '../payment-methods/add.ts'
import { settleAttempt } from '../payments/attempt.ts'
import { giveUpBegun } from '../payments/give-up.ts'
import { countAddress } from '../limits/count.ts'
import { buyerOf, customerDeleted } from './buyer.ts'
import { chosen } from './choice.ts'
import { change, reopen, write } from './conclude.ts'
import { refuseSpentDiscount } from './discount.ts'
import { bySecret, lockCheckout, refuseExpired } from './load.ts'
import { presentCheckout } from './present.ts'
import { keepRenewalConsent } from './renewal-consent.ts'
import { buy, latestAttempt, refuseRepetition } from './buy.ts'
import { applyDetails, refuseUnlessOpen } from './update.ts'

type Body = InputOf<typeof contract>['body']
type Confirmed = OutputOf<typeof contract>

const cause: Cause = { actor: 'anonymous', operation: 'checkouts.client_confirm' }

/** Nobody finds out here which of many stolen cards works. Who only comes back from a bank is not counted. */
const byAddress: RateLimit = {
  windows: [
    { seconds: 60, max: 6 },
    { seconds: 3_600, max: 20 },
  ],
  block_seconds: 1_800,
}

/**
 * Buys. The checkout is locked before the processor hears of it, so that a second confirmation of the same moment finds it
 * under way; one without a token, after 3-D Secure or a lost answer, goes on where the first one stopped.
 */
export async function confirmClientCheckout(
  ports: Ports,
  actor: Anonymous,
  { params, body }: InputOf<typeof contract>,
): Promise<Confirmed> {
  const found = await bySecret(ports.db, params.client_secret)
  if (body.confirmation_token_id || (await asksForNoCard(ports, found, body))) {
    await countAddress(ports, actor, 'checkouts at', byAddress)
    await begin(ports, found, body)
  }
  await goOn(ports, found.id)
  const checkout = await bySecret(ports.db, params.client_secret)
  refuseExpired(checkout, ports)
  // Told once, to whoever is here when it is bought: the address of a checkout opens no account later.
  const isJustBought = checkout.status === 'succeeded' && found.status !== 'succeeded'
  return {
    ...(await presentCheckout(ports, checkout)),
    status: 'confirmed',
    customer_session_token:
      isJustBought && checkout.is_buyer_known ? await sessionFor(ports, checkout) : null,
  }
}

/** Nothing to charge now or later, and so no card to ask for. */
async function asksForNoCard(ports: Ports, checkout: CheckoutRow, body: Body): Promise<boolean> {
  if (checkout.status !== 'open') return false
  const wanted = { ...checkout, ...(await chosen(ports.db, ports, checkout, body)) }
  return !(await presentCheckout(ports, wanted)).is_payment_form_required
}

/** What the buyer left at a bank before stands aside, unless this checkout itself is under way there. */
async function begin(ports: Ports, checkout: CheckoutRow, body: Body): Promise<void> {
  refuseExpired(checkout, ports)
  refuseUnlessOpen(checkout)
  if (checkout.customer_id && checkout.is_buyer_known)
    await giveUpBegun(ports, checkout.customer_id, body.product_id ?? checkout.product_id)
  await claim(ports, checkout.id, body).catch(namingConflict)
}

/** Who buys, and with which card: from here on nobody else confirms it. */
async function claim(ports: Ports, id: string, body: Body): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const { confirmation_token_id, agreed, renewal_consent, ...details } = body
    const locked = await lockCheckout(tx, id)
    refuseExpired(locked, ports)
    refuseUnlessOpen(locked)
    const checkout = await applyDetails(tx, ports, locked, details, cause)
    const shown = await presentCheckout(ports, checkout, tx)
    if (!confirmation_token_id && shown.is_payment_form_required) throw notReady()
    const { customer, isKnownToBe } = await buyerOf(tx, ports, checkout, cause)
    await refuseRepetition(tx, checkout, customer.id)
    await refuseSpentDiscount(tx, ports, checkout, customer.id)
    if (agreed) await refuseUnlessAgreed(tx, ports, checkout, agreed)
    const set = {
      status: 'confirmed',
      customer_id: customer.id,
      is_buyer_known: isKnownToBe,
      confirmation_token_id,
      needs_card: Boolean(confirmation_token_id),
    } as const
    await change(tx, ports, checkout, set, cause)
    if (renewal_consent) await keepRenewalConsent(tx, ports, checkout, renewal_consent)
  })
}

/** Seller, another window or the end of a discount may have changed it since it was shown. */
async function refuseUnlessAgreed(
  tx: Tx,
  ports: Ports,
  checkout: CheckoutRow,
  agreed: Agreement,
): Promise<void> {
  const now = agreementOf(await presentCheckout(ports, checkout, tx))
  const isSame = (Object.keys(now) as (keyof Agreement)[]).every((key) => now[key] === agreed[key])
  if (isSame) return
  const amounts = `${now.due_amount} now and ${now.total_amount} in all, in the smallest unit of ${now.currency}`
  throw new Refusal('QuoteOutdated', `This checkout has changed: it is ${amounts}. Nothing was charged.`)
}

/** Card, what is bought and payment, each where the one before stands. Nothing here happens twice. */
async function goOn(ports: Ports, id: string): Promise<void> {
  const checkout = await ports.db
    .selectFrom('checkouts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (checkout.status === 'open') {
    throw notReady()
  }
  if (checkout.status !== 'confirmed') return
  const attempt_id = checkout.order_id
    ? await latestAttempt(ports, checkout.order_id)
    : checkout.needs_card
      ? await withCard(ports, checkout, (method) => buyOrReopen(ports, id, method))
      : await buyOrReopen(ports, id, null)
  if (attempt_id) await conclude(ports, id, attempt_id)
}

/** Sets the card up; where its bank asks the customer first, there is nothing to go on with yet. */
async function withCard(
  ports: Ports,
  checkout: CheckoutRow,
  next: (payment_method_id: string) => Promise<string | null>,
): Promise<string | null> {
  const customer_reference = checkout.customer_id!
  if (await isDeleted(ports, customer_reference)) {
    await reopen(ports, checkout.id, cause)
    throw customerDeleted()
  }
  const outcome = await ports.processor.setUp({
    customer_reference,
    confirmation_token_id: checkout.confirmation_token_id!,
  })
  if (outcome?.status === 'succeeded') return next(await saved(ports, customer_reference, outcome.card))
  if (outcome?.status === 'requires_action') {
    await write(ports, checkout.id, { intent_client_secret: outcome.client_secret }, cause)
    return null
  }
  await reopen(ports, checkout.id, cause)
  if (!outcome)
    throw invalid(['body', 'confirmation_token_id'], 'The processor does not know this token.', null)
  throw declined()
}

async function isDeleted({ db }: Ports, id: string): Promise<boolean> {
  const { deleted_at } = await db
    .selectFrom('customers')
    .select('deleted_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return deleted_at !== null
}

async function saved(ports: Ports, customer_id: string, card: Card): Promise<string> {
  // The receipt tells of it.
  const { id } = await saveCard(ports, customer_id, card, { told: false })
  return id
}

/** What was bought elsewhere while the bank was asked for this card is refused only here, and then nothing is under way. */
async function buyOrReopen(ports: Ports, id: string, payment_method_id: string | null) {
  try {
    return await buy(ports, id, payment_method_id, cause)
  } catch (error) {
    if (error instanceof Refusal) await reopen(ports, id, cause)
    throw error
  }
}

/** What the payment came to. A declined one opens the checkout again, for another card. */
async function conclude(ports: Ports, id: string, attempt_id: string): Promise<void> {
  const { status, client_secret } = await settleAttempt(ports, attempt_id)
  if (status === 'succeeded') return write(ports, id, { status }, cause)
  if (status === 'requires_action') return write(ports, id, { intent_client_secret: client_secret }, cause)
  if (status !== 'failed') return
  await reopen(ports, id, cause)
  throw declined()
}

function notReady(): Refusal {
  return new Refusal('PaymentNotReady', 'This checkout waits for a payment method. Nothing was charged.')
}

function declined(): Refusal {
  return new Refusal('PaymentError', 'The bank refused this card. Nothing was charged. Try another card.')
}

/** Null for a team: which of its members is here, nobody knows. */
async function sessionFor(ports: Ports, checkout: CheckoutRow): Promise<string | null> {
  const { organization_id, customer_id } = checkout
  const { type } = await ports.db
    .selectFrom('customers')
    .select('type')
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  if (type === 'team') return null
  const seller = { kind: 'organization', organization_id } as const
  const { token } = await createCustomerSession(ports, seller, { body: { customer_id: customer_id! } })
  return token
}
