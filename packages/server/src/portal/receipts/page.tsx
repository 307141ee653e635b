import { getReceipt, getReceiptDocument, type Receipt } from '@verge/polar/contract/receipts'
import { openedDocument } from '../opened-document.ts'
import type { Page, Visit } from '../visit.ts'
import { factsOf, wordsOfReceipt } from './facts.ts'

/** The receipt of a cancellation or withdrawal, to be kept. */
export const receiptPage: Page = async (visit, { params }) => {
  const { polar, messages, format, to } = visit
  const receipt = await polar.call(getReceipt, { params: { id: params.id! } })
  const { title, sentence } = wordsOfReceipt(receipt, messages, format)
  const words = messages.receipt
  const file = (name: string) => to(`/receipts/${receipt.id}/receipt.${name}`)
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        {receipt.taken_back_at && (
          <p class="notice warning">{words.takenBack({ date: format.date(receipt.taken_back_at) })}</p>
        )}
        <div class="card">
          <p>
            <strong>{sentence}</strong>
          </p>
          <dl>
            {factsOf(receipt, messages, format).map(([term, text]) => (
              <>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </>
            ))}
          </dl>
          <p>{words.keep}</p>
          <div class="actions">
            <a class="button primary" href={file('pdf')}>
              {words.pdf}
            </a>
            <a class="button" href={file('txt')}>
              {words.text}
            </a>
            <a class="button" href={file('json')}>
              {words.json}
            </a>
          </div>
          <p class="quiet">
            {words.check} <a href={verifyAddress(receipt)}>{verifyAddress(receipt)}</a>
          </p>
        </div>
        <p>
          <a
            href={to(
              receipt.order_id ? `/orders/${receipt.order_id}` : `/subscriptions/${receipt.subscription_id}`,
            )}
          >
            {`${messages.subscription.manage}: ${receipt.product}`}
          </a>
        </p>
      </>
    ),
  }
}

export const downloadReceiptPdf: Page = async (visit, { params }) => {
  const { url } = await visit.polar.call(getReceiptDocument, { params: { id: params.id! } })
  const document = await openedDocument(visit, url)
  return file(`${params.id}.pdf`, 'application/pdf', document.body)
}

/** To be read by people; the seal at its foot makes it checkable. */
export const downloadReceiptText: Page = async (visit, { params }) => {
  const { polar, messages, format } = visit
  const receipt = await polar.call(getReceipt, { params: { id: params.id! } })
  const { title, sentence } = wordsOfReceipt(receipt, messages, format)
  const lines = [
    title,
    '',
    sentence,
    '',
    ...factsOf(receipt, messages, format).map(([term, text]) => `${term}: ${text}`),
    '',
    `${messages.receipt.check} ${verifyAddress(receipt)}`,
    '',
    `${messages.receipt.seal}:`,
    receipt.seal,
    '',
  ]
  return file(`${receipt.id}.txt`, 'text/plain; charset=utf-8', lines.join('\n'))
}

/** To be read by programs: what was sealed, and the seal. */
export const downloadReceiptJson: Page = async ({ polar }: Visit, { params }) => {
  const { id, seal } = await polar.call(getReceipt, { params: { id: params.id! } })
  const text = JSON.stringify({ receipt: payloadOf(seal), seal }, null, 2)
  return file(`${id}.json`, 'application/json', `${text}\n`)
}

function file(name: string, type: string, body: BodyInit | null): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="receipt-of-cancellation-${name}"`,
    },
  })
}

function verifyAddress({ seal }: Receipt): string {
  return `${payloadOf(seal).iss}/verify`
}

function payloadOf(seal: string): { iss: string } {
  return JSON.parse(Buffer.from(seal.split('.')[1]!, 'base64url').toString()) as { iss: string }
}
