import type { Receipt } from '@verge/polar/contract/receipts'
import type { Visit } from '../visit.ts'
import { wordsOfReceipt } from './facts.ts'

interface Props {
  visit: Visit
  /** Newest first. */
  receipts: readonly Receipt[]
}

/** Where a subscription was cancelled: the receipt that counts. */
export function ReceiptLine({ visit: { messages, format, to }, receipts }: Props) {
  const receipt = receipts.find(({ taken_back_at }) => taken_back_at === null)
  if (!receipt) return null
  const { title, sentence } = wordsOfReceipt(receipt, messages, format)
  return (
    <section class="card" aria-label={title}>
      <p>{sentence}</p>
      <div class="actions">
        <a class="button" href={to(`/receipts/${receipt.id}`)}>
          {title}
        </a>
      </div>
    </section>
  )
}
