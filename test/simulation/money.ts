import type { Books } from './books.ts'
import { repeated, type Finding, type Invariant } from './findings.ts'

export const paid = ['paid', 'partially_refunded', 'refunded']
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** The dearest that is sold: nine seats, which are all there are. */
const dearest = 9 * 1_001

/** What holds after every step. The processor's own ledger is the judge. */
export const invariantsOfMoney: Record<string, Invariant> = {
  'I02 an order is the sum of its lines, less its discount, and its tax': ({ orders, order_items }) =>
    orders
      .filter((order) => {
        const lines = order_items.filter((item) => item.order_id === order.id)
        return (
          sum(lines.map((one) => one.amount)) !== order.subtotal_amount ||
          sum(lines.map((one) => one.tax_amount)) !== order.tax_amount ||
          order.net_amount !== order.subtotal_amount - order.discount_amount ||
          order.total_amount !== order.net_amount + order.tax_amount
        )
      })
      .map(({ id }) => id),

  'I03 what counts as paid was taken at the processor, once, in its own currency': ({
    orders,
    payment_attempts: attempts,
    ledger,
  }) =>
    orders.flatMap(({ id, status, currency, due_amount }) => {
      const own = attempts.filter((one) => one.order_id === id)
      const takenFor = (those: typeof own) =>
        ledger.filter(
          (payment) =>
            payment.status === 'succeeded' && those.some((one) => one.id === payment.idempotency_key),
        )
      const kept = takenFor(own).filter(({ refunded_at }) => !refunded_at)
      if (kept.length > 1) return [`${id} was paid ${kept.length} times`]
      if (kept.some((payment) => payment.currency !== currency)) return [`${id} was paid in another currency`]
      if (!paid.includes(status) || due_amount <= 0) return []
      const counted = takenFor(own.filter((one) => one.status === 'succeeded' && one.refund_status === null))
      return counted.length === 1 && counted[0]!.amount === due_amount
        ? []
        : [`${id} was paid ${counted.length} times`]
    }),

  'I04 money at the processor has an order that it paid, or waits for somebody to look': (money) =>
    money.ledger
      .filter(({ status, refunded_at }) => status === 'succeeded' && !refunded_at)
      .flatMap(({ id, idempotency_key }) => {
        if (money.quarantined_payments.some((one) => one.processor_payment_id === id)) return []
        const attempt = money.payment_attempts.find((one) => one.id === idempotency_key)
        const order = money.orders.find((one) => one.id === attempt?.order_id)
        const isUnheard = attempt?.status !== 'succeeded' || attempt.refund_status !== null
        return attempt && order && (isUnheard || paid.includes(order.status)) ? [] : [`${id} is nobody's`]
      }),

  'I05 under one key the processor saw one payment, of what was frozen': ({
    payment_attempts: attempts,
    ledger,
  }) =>
    ledger.flatMap(({ idempotency_key, amount, currency }) => {
      const attempt = attempts.find(({ id }) => id === idempotency_key)
      const isSame = !attempt || (attempt.amount === amount && attempt.currency === currency)
      return isSame || attempt.status === 'quarantined' ? [] : [`${idempotency_key}: ${amount} ${currency}`]
    }),

  'I06 no more goes back than came': ({ payment_attempts: attempts, refunds, ledger }) => [
    ...ledger
      .filter(({ amount, refunded_amount }) => refunded_amount > amount)
      .map(({ id }) => `${id} at the processor`),
    ...attempts
      .filter(({ id, amount }) => {
        const own = refunds.filter(
          (one) => one.payment_attempt_id === id && ['pending', 'succeeded'].includes(one.status),
        )
        return sum(own.map((one) => one.amount + one.tax_amount)) > amount
      })
      .map(({ id }) => `${id} in our books`),
  ],

  'I06 an order says what of it went back': ({ orders, refunds }) =>
    orders.flatMap((order) => {
      const own = refunds.filter((one) => one.order_id === order.id && one.status === 'succeeded')
      const amount = sum(own.map((one) => one.amount))
      const tax = sum(own.map((one) => one.tax_amount))
      const isTold = order.refunded_amount === amount && order.refunded_tax_amount === tax
      const isMarked = ['refunded', 'partially_refunded'].includes(order.status) === amount + tax > 0
      return isTold && isMarked ? [] : [`${order.id} is ${order.status} with ${order.refunded_amount} back`]
    }),

  'I06 what was withdrawn kept no money': ({ orders, payment_attempts: attempts }) =>
    attempts
      .filter(({ status, refund_status }) => status === 'succeeded' && refund_status === null)
      .filter((one) => orders.some(({ id, status }) => id === one.order_id && status === 'void'))
      .map(({ id }) => id),

  'I05 one key asks for one thing, and an order succeeds once': ({ told, payment_attempts }) => {
    const asked = Map.groupBy(told, ({ idempotency_key }) => idempotency_key)
    const twofold = [...asked].filter(([, all]) => new Set(all.map(({ parameters }) => parameters)).size > 1)
    const successes = payment_attempts.filter(
      ({ status, refund_status }) => status === 'succeeded' && refund_status === null,
    )
    return [...twofold.map(([key]) => key), ...repeated(successes.map(({ order_id }) => order_id))]
  },

  // The other side of each entry is its order, so that nothing comes from nowhere.
  'I07 what an order took from a balance or left there is what the entries of both say': (books) => [
    ...books.orders.flatMap((order) => {
      const own = books.balance_entries.filter(({ order_id }) => order_id === order.id)
      const should = order.status === 'void' ? 0 : order.applied_balance_amount
      return sum(own.map((one) => one.amount)) === should
        ? []
        : [`${order.id} moved ${sum(own.map((one) => one.amount))}, not ${should}`]
    }),
    ...books.balance_entries
      .filter((entry) => {
        const order = books.orders.find(({ id }) => id === entry.order_id)
        return order?.customer_id !== entry.customer_id || order.currency !== entry.currency
      })
      .map(({ id }) => `${id} is of another customer or currency than its order`),
  ],

  'I07 what was written of a balance stays': ({ balance_entries }, before) =>
    (before?.balance_entries ?? [])
      .filter((entry) => {
        const now = balance_entries.find(({ id }) => id === entry.id)
        return JSON.stringify(now) !== JSON.stringify(entry)
      })
      .map(({ id }) => `${id} is not what it was`),

  'I08 money is a whole number of one currency': ({
    orders,
    order_items,
    payment_attempts,
    balance_entries,
  }) => {
    const amounts = [
      ...orders.flatMap((order) => [order.total_amount, order.due_amount, order.applied_balance_amount]),
      ...order_items.flatMap(({ amount, tax_amount }) => [amount, tax_amount]),
      ...payment_attempts.map(({ amount }) => amount),
      ...balance_entries.map(({ amount }) => amount),
    ]
    return [
      ...amounts.filter((amount) => !Number.isSafeInteger(amount)).map(String),
      ...payment_attempts
        .filter((attempt) => orders.find(({ id }) => id === attempt.order_id)?.currency !== attempt.currency)
        .map(({ id }) => `${id} is in another currency`),
    ]
  },

  'I10 credits and debits of changes in one period never exceed the dearer plan': ({
    prorations,
    subscriptions,
  }) => {
    const known = new Set(subscriptions.map(({ id }) => id))
    const ofPeriods = Map.groupBy(
      prorations,
      ({ subscription_id, end_timestamp }) => `${subscription_id} until ${end_timestamp.toISOString()}`,
    )
    return [
      ...prorations
        .filter(({ subscription_id }) => !known.has(subscription_id))
        .map(({ id }) => `${id} is nobody's`),
      ...[...ofPeriods]
        .map(([period, own]) => [period, sum(own.map(({ amount }) => amount))] as const)
        .filter(([, amount]) => Math.abs(amount) > dearest)
        .map(([period, amount]) => `${period}: ${amount}`),
      ...prorations
        .filter(({ amount }) => Math.abs(amount) > dearest)
        .map(({ id, amount }) => `${id} is ${amount}`),
    ]
  },

  'I10 what a change leaves to be billed is billed by one order, which it names': ({
    orders,
    order_items,
    prorations,
  }) =>
    orders
      // A change that is paid for by itself leaves nothing.
      .filter(({ status, subscription_terms }) => status !== 'void' && subscription_terms === null)
      .filter(({ id }) => {
        const lines = order_items.filter(({ order_id, proration }) => order_id === id && proration)
        return lines.length !== prorations.filter(({ order_id }) => order_id === id).length
      })
      .map(({ id }) => id),
}

/** When all was heard and time went on, our books say of refunds and disputes what the processor's say. */
export function unsettledMoney(books: Books): Finding[] {
  const { payment_attempts: attempts, refunds, disputes, processor_events: events, ledger } = books
  return [
    ...refunds.filter(({ status }) => status === 'pending').map(({ id }) => `${id} is still pending`),
    ...events
      .filter(({ status }) => status === 'received')
      .map(({ type, id }) => `${type} ${id} was not answered`),
    ...ledger.flatMap(({ id, idempotency_key, refunded_amount, is_lost }) => {
      const attempt = attempts.find((one) => one.id === idempotency_key)
      if (attempt?.status !== 'succeeded' || attempt.refund_status !== null) return []
      const own = refunds.filter((one) => one.payment_attempt_id === attempt.id && one.status === 'succeeded')
      const ours = sum(own.map((one) => one.amount + one.tax_amount))
      const dispute = disputes.find((one) => one.payment_attempt_id === attempt.id)
      return [
        ...(ours === refunded_amount ? [] : [`${id} gave ${refunded_amount} back, and we say ${ours}`]),
        ...((dispute?.status === 'lost') === is_lost ? [] : [`${id} was lost, or was not`]),
      ]
    }),
  ]
}
