import type { confirmCustomerOrderPayment as contract } from '@verge/polar/contract/orders'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { isOpen, manualPaymentRefusal, manualTriesMax } from '@verge/polar/policy/orders'
import { invalid, outdated, Refusal } from '@verge/polar/refusals'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { requireOwnCard } from '../payment-methods/find.ts'
import { noteTypedCard } from '../payment-methods/typed.ts'
import { giveUpAttempt, openAttempt, settleAttempt } from '../payments/attempt.ts'
import { isOpenAttempt } from '../payments/open.ts'
import { verdictOn } from '../payments/wording.ts'
import { requireOrder } from './find.ts'
import { lockOrder } from './lock.ts'

type Input = InputOf<typeof contract>
type Answer = OutputOf<typeof contract>

/** The customer pays an open order now, with a saved card or one that was just typed in. */
export async function confirmOrderPayment(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: Input,
): Promise<Answer> {
  const order = await requireOrder(ports.db, actor, params.id)
  // What is bought once is paid in its checkout alone, also while its bank asks.
  if (!isOpen(order) || order.subscription_id === null) throw manualPaymentRefusal(order)!
  return pay(ports, actor, params.id, { ...(await cardOf(ports, actor, body)), agreed: body.agreed_amount })
}

interface PayingCard {
  id: string
  isTyped: boolean
}

interface Payment extends PayingCard {
  /** What the customer saw; undefined: nobody said. */
  agreed: number | undefined
}

async function pay(ports: Ports, actor: CustomerActor, order_id: string, card: Payment): Promise<Answer> {
  const { attempt, replaces } = await ports.db
    .transaction()
    .execute((tx) => attemptAt(tx, ports, actor, order_id, card))
  if (!replaces) return answerOf(await settleAttempt(ports, attempt.id))
  const givenUp = await giveUpAttempt(ports, attempt.id)
  // The bank may have approved it at the last moment: then the order is paid, and the other card stays untouched.
  if (givenUp.status !== 'failed') return answerOf(givenUp)
  return pay(ports, actor, order_id, card)
}

/** The attempt that this call is about: a new one, or the one that waits at the customer's bank. */
async function attemptAt(
  tx: Tx,
  ports: Ports,
  actor: CustomerActor,
  order_id: string,
  { id: payment_method_id, isTyped, agreed }: Payment,
): Promise<{ attempt: PaymentAttemptRow; replaces: boolean }> {
  const { order } = await lockOrder(tx, order_id, actor)
  const attempts = await tx
    .selectFrom('payment_attempts')
    .selectAll()
    .where('order_id', '=', order_id)
    .orderBy('id')
    .forUpdate()
    .execute()
  const waiting = attempts.find((attempt) => attempt.status === 'requires_action')
  const refusal = manualPaymentRefusal(order)
  if (isOpen(order)) {
    if (agreed !== undefined && order.due_amount !== agreed) throw outdated()
    if (attempts.some((attempt) => isOpenAttempt(attempt) && attempt !== waiting)) throw stillInProgress()
    if (waiting && (refusal || waiting.payment_method_id === payment_method_id))
      return { attempt: waiting, replaces: false }
  }
  if (refusal) throw refusal
  if (attempts.filter((attempt) => attempt.trigger === 'customer').length >= manualTriesMax) {
    throw new Refusal(
      'ManualRetryLimitExceeded',
      `You tried to pay this order ${manualTriesMax} times. Nothing was charged. A new default card is still charged at once.`,
    )
  }
  if (!isTyped) await requireOwnCard(tx, actor.customer_id, 'payment_method_id', payment_method_id)
  if (waiting) return { attempt: waiting, replaces: true }
  const attempt = await openAttempt(tx, ports, { order, payment_method_id, trigger: 'customer' })
  return { attempt, replaces: false }
}

/** A saved card, or one that was typed: that one is kept with the payment, so its bank is asked once about both. */
async function cardOf(
  ports: Ports,
  { customer_id }: CustomerActor,
  { payment_method_id, confirmation_token_id }: Input['body'],
): Promise<PayingCard> {
  if (payment_method_id) return { id: payment_method_id, isTyped: false }
  const token = confirmation_token_id!
  const card = await ports.processor.getTyped({
    customer_reference: customer_id,
    confirmation_token_id: token,
  })
  if (!card)
    throw invalid(['body', 'confirmation_token_id'], 'The processor does not know this token.', token)
  const { id } = await noteTypedCard(ports, customer_id, token, card)
  return { id, isTyped: true }
}

function answerOf(attempt: PaymentAttemptRow): Answer {
  const { status, error } = verdictOn(attempt)
  if (status === 'unknown') throw stillInProgress()
  return { status, client_secret: attempt.client_secret, error }
}

function stillInProgress(): Refusal {
  return new Refusal(
    'PaymentAlreadyInProgress',
    'A payment of this order is on its way, and the bank has not answered yet. It is asked again, and you are charged at most once.',
  )
}
