import type { OrderRow } from '@verge/server/db/tables/orders'
import type { RefundRow } from '@verge/server/db/tables/payments'
import type { SubscriptionRow } from '@verge/server/db/tables/subscriptions'
import type { Books, Logged } from './books.ts'
import { isWithdrawn } from './leaving.ts'
import { commands, isOver, type Model, Unacceptable } from './model/model.ts'

type Entry = Logged<'audit_entries'>

/** One committed transaction: what was asked for, and what it touched. */
interface Transaction {
  cause: string
  actor: string
  now: number
  entries: readonly Entry[]
  books: Books
  /** Subscriptions that somebody let go on. */
  released: Released
}

export type Released = Pick<ReadonlySet<string>, 'has'>

/** Due work takes many subscriptions into one transaction; to the model each of them is a command of its own. */
function parts(news: readonly Entry[]): Entry[][] {
  const transactions = [...Map.groupBy(news, ({ transaction }) => transaction).values()]
  return transactions.flatMap((entries) => {
    if (!/pass_period_end|payments\.settle/.test(entries[0]!.cause)) return [entries]
    return [...Map.groupBy(entries, (entry) => subscriptionOf(rowOf(entry))).values()]
  })
}

const subscriptionOf = (row: SubscriptionRow | OrderRow) =>
  isOrder(row) ? (row.subscription_id ?? row.id) : row.id

/**
 * Steps the model along with everything that was committed. From the books come only what was accepted, and when: which
 * operation, on what, with which wish. What has to follow from it, the model says; `differences` compares.
 */
export function follow(model: Model, books: Books, released: Released): string[] {
  // Seats, and what comes with a product, follow from the rest, and invariants look whether they do.
  const news = books.news.filter((entry) => !('benefit_id' in rowOf(entry) || 'claimed_at' in rowOf(entry)))
  return parts(news).flatMap((entries) => {
    const { cause, actor, created_at } = entries[0]!
    try {
      step(model, { cause, actor, now: created_at.getTime(), entries, books, released })
      return []
    } catch (error) {
      if (!(error instanceof Unacceptable)) throw error
      return [`${cause} was accepted at ${created_at.toISOString()}, but ${error.message}`]
    }
  })
}

/** Of cards, details and documents the model knows nothing; they leave what is owed as it is. */
const ignored =
  /^(test|customers\.(create|update)|checkouts\.(create|conclude|give_up|client_update|expire)|customer_portal|payment_methods|payments\.return|refunds|customer_seats|orders\.|subscriptions\.explain)/

function step(model: Model, transaction: Transaction): void {
  const { cause, actor, now, entries, released } = transaction
  const subscription = entries.map(rowOf).find(isSubscription)
  const orders = entries.map(rowOf).filter(isOrder)
  const id = subscription?.id ?? ''
  const made = entries.find((entry) => entry.before === null && isOrder(rowOf(entry)))?.aggregate_id ?? null
  const canCharge = made !== null && isTried(transaction, made)
  if (cause === 'checkouts.client_confirm' || cause === 'subscriptions.resubscribe') {
    if (!subscription) return made === null ? undefined : buyOnce(model, transaction, orders[0]!)
    const { customer_id: customer, product_id: product, seats } = subscription
    const checkout = transaction.books.checkouts.find((one) => one.id === subscription.checkout_id)
    const isTaxShown = !checkout || checkout.customer_billing_address !== null
    const trial = made === null
    return commands.begin(model, { id, customer, product, seats, trial, order: made, isTaxShown, now })
  }
  if (cause === 'subscriptions.cancel') return commands.cancel(model, { id })
  if (cause === 'subscriptions.uncancel') return commands.uncancel(model, { id })
  if (cause === 'subscriptions.revoke')
    return commands.revoke(model, { id, byCustomer: actor.startsWith('customer:') })
  if (cause === 'subscriptions.withdrawal') return withdrawal(model, transaction, subscription!)
  if (cause === 'orders.withdrawal') {
    commands.withdrawFromPurchase(model, { id: orders[0]!.id, now })
    return refuseUnlessAllGoesBack(transaction, orders[0]!)
  }
  // A bank that decides against a payment ends what it paid for.
  if (cause === 'disputes.note') return subscription && commands.revoke(model, { id, byCustomer: false })
  if (cause === 'subscriptions.pause')
    return commands.pause(model, { id, resumesAt: instant(subscription!.resumes_at) })
  if (cause === 'subscriptions.unpause') return commands.unpause(model, { id })
  if (cause === 'subscriptions.resume' || cause === 'subscriptions.resume_when_due') {
    const isDue = cause === 'subscriptions.resume_when_due'
    return commands.resume(model, { id, order: made!, canCharge, isDue, now })
  }
  if (cause === 'subscriptions.pass_period_end')
    return commands.periodEnds(model, { id, order: made, canCharge, isReleased: released.has(id), now })
  if (cause === 'subscriptions.move_period_end')
    return commands.movePeriodEnd(model, { id, to: instant(subscription!.current_period_end)!, now })
  if (cause === 'subscriptions.clear_pending_update')
    return commands.forgetChange(model, { id, seatsOnly: false })
  if (cause === 'subscriptions.change') return change(model, transaction)
  if (cause === 'customers.delete' || cause === 'verge.customers.erase') {
    const customer = entries.at(-1)!.aggregate_id
    return cause === 'customers.delete'
      ? commands.leave(model, { customer })
      : commands.beForgotten(model, { id: customer })
  }
  if (cause === 'payments.settle') return settle(model, transaction, orders)
  if (cause === 'payments.retry') {
    const { id: tried } = orders[0]!
    const found = isOpenTry(transaction, tried) ? 'open try' : 'no card'
    return commands.retry(model, { id: tried, found, isReleased: released.has(tried), now })
  }
  if (!ignored.test(cause)) throw new Unacceptable('the model does not know of it')
}

/** All that was paid goes back: nobody in these books agreed that it begins at once. */
function withdrawal(model: Model, transaction: Transaction, subscription: SubscriptionRow): void {
  const { id, started_at, created_at } = subscription
  commands.withdraw(model, { id, begun: instant(started_at ?? created_at)!, now: transaction.now })
  for (const order of transaction.books.orders)
    if (order.subscription_id === id) refuseUnlessAllGoesBack(transaction, order)
}

function refuseUnlessAllGoesBack({ books, entries, now }: Transaction, { id }: OrderRow): void {
  const [{ transaction } = { transaction: 0 }] = entries
  // What came of it later in the same step is no matter of this transaction.
  const asOfThen = <Row>(aggregate_id: string) =>
    books.audit.findLast((one) => one.aggregate_id === aggregate_id && one.transaction <= transaction)
      ?.after as Row | undefined
  // While a bank decides over it, and where the bank took it, there is nothing to give back.
  const dispute = asOfThen<OrderRow>(id)?.dispute_status
  if (dispute && ['needs_response', 'under_review', 'lost'].includes(dispute)) return
  const back = books.refunds
    .filter(({ order_id }) => order_id === id)
    .flatMap((refund) => asOfThen<RefundRow>(refund.id) ?? [])
    .filter(({ status }) => status !== 'failed')
  const sum = back.reduce((total, { amount, tax_amount }) => total + amount + tax_amount, 0)
  for (const { order_id, amount, status, refund_status, modified_at } of books.payment_attempts) {
    const isPaid = status === 'succeeded' && refund_status === null && instant(modified_at)! <= now
    if (isPaid && order_id === id && sum !== amount)
      throw new Unacceptable(`${sum} of the ${amount} that were paid go back`)
  }
}

function buyOnce(model: Model, { books }: Transaction, order: OrderRow): void {
  const { id, customer_id: customer, product_id } = order
  const checkout = books.checkouts.find((one) => one.id === order.checkout_id)!
  const isTaxShown = checkout.customer_billing_address !== null
  commands.buyOnce(model, { order: id, customer, product: product_id!, isTaxShown })
}

/** Whether a try of this order was under way at that time. */
function isOpenTry({ books, now }: Transaction, order_id: string): boolean {
  return books.payment_attempts.some(
    ({ order_id: of, created_at, modified_at, status }) =>
      of === order_id &&
      instant(created_at)! <= now &&
      (!['succeeded', 'failed'].includes(status) || instant(modified_at)! >= now),
  )
}

function change(model: Model, { entries, now }: Transaction): void {
  const order = entries.find((entry) => entry.before === null && isOrder(rowOf(entry)))
  if (order) {
    const { subscription_id, subscription_terms } = rowOf(order) as OrderRow
    const { product_id: product, seats } = subscription_terms!
    return commands.change(model, {
      id: subscription_id!,
      to: { product, seats },
      order: order.aggregate_id,
      now,
    })
  }
  const entry = entries[0]!
  const id = entry.aggregate_id
  const [before, after] = [entry.before, entry.after] as [SubscriptionRow, SubscriptionRow]
  const [earlier, later] = [before.pending_update, after.pending_update]
  const isSame = before.product_id === after.product_id && before.seats === after.seats
  if (
    isSame &&
    earlier?.seats != null &&
    later?.seats == null &&
    earlier.product_id === (later?.product_id ?? null)
  )
    return commands.forgetChange(model, { id, seatsOnly: true })
  const isLater = isSame && later !== null
  const wish = isLater ? later : after
  const isOfSeats = isLater && later.seats !== null
  const product = isOfSeats ? after.product_id : wish.product_id!
  commands.change(model, { id, to: { product, seats: wish.seats ?? after.seats }, order: null, now })
}

/** The bank's word is taken from its own books. */
function settle(
  model: Model,
  { books, now, entries, released }: Transaction,
  orders: readonly OrderRow[],
): void {
  const [first] = orders
  if (!first) throw new Unacceptable('it settled no order')
  const order = model.orders.get(first.id)
  if (!order) throw new Unacceptable('the model knows no such order')
  const [{ transaction } = { transaction: 0 }] = entries
  const settled = books.payment_attempts.find(
    (attempt) => attempt.order_id === order.id && attempt.transaction === transaction,
  )
  if (!settled) throw new Unacceptable('no attempt was settled')
  const payment = books.ledger.find(({ idempotency_key }) => idempotency_key === settled.id)
  if (!payment) throw new Unacceptable('the processor never heard of it')
  if (payment.status === 'requires_action') throw new Unacceptable('the bank has not answered')
  if (payment.status === 'processing') throw new Unacceptable('the bank takes its time')
  const code =
    settled.status === 'succeeded' && payment.status === 'succeeded'
      ? null
      : (payment.decline_code ?? 'card_declined')
  const isCounted = ['initial', 'cycle', 'dunning'].includes(settled.trigger)
  const begun = settled.trigger === 'dunning' ? instant(settled.created_at) : null
  commands.settle(model, { id: order.id, code, isCounted, isReleased: released.has(order.id), begun, now })
}

/** Whether its own payment was begun with it. */
function isTried({ books }: Transaction, order_id: string): boolean {
  return books.payment_attempts.some(
    ({ order_id: of, trigger }) => of === order_id && ['initial', 'cycle', 'update'].includes(trigger),
  )
}

/** How product and model differ, after everything that was committed. */
export function differences(model: Model, books: Books): string[] {
  const findings: string[] = []
  const same = (whose: string, what: string, is: unknown, should: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(should))
      findings.push(`${whose}: ${what} is ${told(is)}, the model says ${told(should)}`)
  }
  same('all', 'number of subscriptions', books.subscriptions.length, model.subscriptions.size)
  for (const row of books.subscriptions) {
    const should = model.subscriptions.get(row.id)
    if (!should) continue
    const { later } = should
    const pending = row.pending_update
    same(row.id, 'status', row.status, should.status)
    same(row.id, 'product', row.product_id, should.product)
    same(row.id, 'seats', row.seats, should.seats)
    same(
      row.id,
      'period',
      [instant(row.current_period_start), instant(row.current_period_end)],
      [should.start, should.end],
    )
    same(
      row.id,
      'pause',
      [row.pause_at_period_end, instant(row.resumes_at)],
      [should.pausesWithPeriod, should.resumesAt],
    )
    same(
      row.id,
      'change to come',
      pending && [pending.product_id, pending.seats],
      later && [later.product, later.seats],
    )
    same(row.id, 'end', row.ended_at !== null, isOver(should))
    if (isOver(should)) continue
    same(row.id, 'cancellation', row.cancel_at_period_end, should.endsWithPeriod)
    same(row.id, 'past due since', instant(row.past_due_at), should.pastDueSince)
  }
  same('all', 'number of orders', books.orders.length, model.orders.size)
  for (const row of books.orders) {
    const should = model.orders.get(row.id)
    if (!should) continue
    same(row.id, 'status', row.status.replace(/^.*refunded$/, 'paid'), should.status)
    same(row.id, 'period', [instant(row.period_start), instant(row.period_end)], [should.start, should.end])
    same(
      row.id,
      'net, tax and due',
      [row.net_amount, row.tax_amount, row.due_amount],
      [should.net, should.tax, should.due],
    )
    same(row.id, 'share of the balance', row.applied_balance_amount, should.applied)
    same(row.id, 'withdrawal', isWithdrawn(row, books), should.isWithdrawn)
    same(row.id, 'next try', instant(row.next_payment_attempt_at), should.nextTry)
  }
  for (const { id } of books.customers) {
    const entries = books.balance_entries.filter(({ customer_id }) => customer_id === id)
    const balance = entries.reduce((sum, { amount }) => sum + amount, 0)
    same(id, 'balance', balance, model.balances.get(id) ?? 0)
  }
  return findings
}

function told(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.replaceAll(/\b\d{13}\b/g, (at) => new Date(Number(at)).toISOString())
}

const rowOf = ({ after }: Entry) => after as SubscriptionRow | OrderRow
const isOrder = (row: object): row is OrderRow => 'invoice_number' in row
const isSubscription = (row: object): row is SubscriptionRow => 'recurring_interval' in row

function instant(value: Date | string | null): number | null {
  return value === null ? null : new Date(value).getTime()
}
