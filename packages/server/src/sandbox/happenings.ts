import { formatMoney } from '@verge/polar/money'
import type { SandboxProcessor } from '../ports/sandbox-processor.ts'

/** What may be made to happen to a payment at the processor; the value says it to `letHappen`. */
interface Happening {
  value: string
  label: string
}

export interface PaymentShown {
  customer_id: string
  created_at: Date
  money: string
  standing: string
  happenings: Happening[]
}

const shownMax = 5

/** The latest payments that succeeded, and what a cardholder, their bank or the seller could do about each there. */
export async function latestPayments(
  processor: SandboxProcessor,
  customer_id?: string,
): Promise<PaymentShown[]> {
  const ledger = await processor.ledger()
  const paid = ledger.filter(
    ({ status, customer_reference }) =>
      status === 'succeeded' && (customer_id === undefined || customer_reference === customer_id),
  )
  return Promise.all(
    paid
      .toReversed()
      .slice(0, shownMax)
      .map(async ({ id, created_at, customer_reference, amount, currency, refunded_amount }) => {
        const { dispute } = (await processor.lookUp({ payment_id: id }))!
        const isOpen = dispute !== null && dispute.status !== 'won' && dispute.status !== 'lost'
        const about = (what: string, label: string) => ({ value: `${what}:${id}`, label })
        return {
          created_at,
          customer_id: customer_reference,
          money: formatMoney(amount, currency, 'en'),
          standing: dispute
            ? `disputed: ${dispute.status.replace('_', ' ')}`
            : refunded_amount > 0
              ? `${formatMoney(refunded_amount, currency, 'en')} given back`
              : 'paid',
          happenings: [
            ...(refunded_amount < amount && !dispute ? [about('refund', 'Give back')] : []),
            ...(dispute ? [] : [about('dispute', 'Dispute')]),
            ...(isOpen
              ? [about('win', 'Decide for the seller'), about('lose', 'Decide for the cardholder')]
              : []),
          ],
        }
      }),
  )
}

/** What is not understood, or cannot happen any more, does not. */
export async function letHappen(processor: SandboxProcessor, value: string): Promise<void> {
  const [what, payment_id = ''] = value.split(':')
  const payment = (await processor.ledger()).find(({ id }) => id === payment_id)
  if (!payment) return
  const { dispute } = (await processor.lookUp({ payment_id }))!
  const left = payment.amount - payment.refunded_amount
  if (what === 'refund' && left > 0) await processor.refundByHand({ payment_id, amount: left })
  if (what === 'dispute' && !dispute) await processor.openDispute({ payment_id, reason: 'fraudulent' })
  if ((what === 'win' || what === 'lose') && dispute)
    await processor.closeDispute({ payment_id, won: what === 'win' })
}
