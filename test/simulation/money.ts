import type { Books } from './books.ts'

type Finding = string

const paid = ['paid', 'partially_refunded', 'refunded']
const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)

/** What holds after every step. The processor's own ledger is the judge. */
export const invariantsOfMoney: Record<string, (money: Books) => Finding[]> = {
  'I03 what counts as paid was taken at the processor, once': ({
    orders,
    payment_attempts: attempts,
    ledger,
  }) =>
    orders
      .filter(({ status, due_amount }) => paid.includes(status) && due_amount > 0)
      .flatMap((order) => {
        const kept = attempts.filter(
          (one) => one.order_id === order.id && one.status === 'succeeded' && one.refund_status === null,
        )
        const taken = ledger.filter(
          (payment) =>
            payment.status === 'succeeded' && kept.some(({ id }) => id === payment.idempotency_key),
        )
        return taken.length === 1 && taken[0]!.amount === order.due_amount
          ? []
          : [`${order.id} was paid ${taken.length} times`]
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
