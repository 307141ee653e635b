import { sql } from 'kysely'
import { recordsOf, unanswered } from '../../db/rows.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { IssuedReceipt } from '../receipts/issue.ts'

/** What each mail says; the outbox holds one of a kind for each cause. */
const wordings = {
  cancellation_scheduled: {
    subject: 'Your subscription will end',
    body: 'Your cancellation is noted. You keep access until {date}, and nothing further will be charged. You can take it back until then.',
  },
  cancellation_taken_back: {
    subject: 'Your subscription continues',
    body: 'Your cancellation has been taken back. Your subscription renews on {date}.',
  },
  pause_scheduled: {
    subject: 'Your subscription will pause',
    body: 'Your pause is noted. You keep access until {date}; from then on nothing is charged until the subscription is resumed. You can take the pause back until then.',
  },
  subscription_resumed: {
    subject: 'Your subscription runs again',
    body: 'Your subscription was resumed and a new period has begun. It renews on {date}.',
  },
  subscription_ended: {
    subject: 'Your subscription has ended',
    body: 'Your subscription ended on {date}. Nothing further will be charged. Your invoices stay in your portal.',
  },
  payment_failed: {
    subject: 'Your payment did not go through',
    body: 'We could not charge your card, so nothing was paid. Your period runs until {date}. Please add another card in your portal, or pay there.',
  },
  payment_received: {
    subject: 'Your payment was received',
    body: 'Thank you. Your subscription is paid until {date}. The invoice is in your portal.',
  },
  payment_needs_approval: {
    subject: 'Your bank asks you to approve a payment',
    body: 'We could not charge your card, because your bank wants you to approve the payment. Nothing was paid. Sign in and approve it here: {link}',
  },
  refunded: {
    subject: 'Money is on its way back to you',
    body: '{amount} of your payment was given back to your card; your bank may take a few days to show it. The invoice in your portal says how much in all.',
  },
  refund_failed: {
    subject: 'Your refund did not arrive',
    body: 'Your bank sent {amount} back to us, which we had given back to your card. Please write to us how you would like to receive it.',
  },
  payment_returned: {
    subject: 'Your payment was given back',
    body: 'Your bank approved a payment after the order for it had been withdrawn. The whole amount was given back to your card; your bank may take a few days to show it.',
  },
} as const

export type MailKind = keyof typeof wordings

interface Subject {
  id: string
  version: number
  customer_id: string
  current_period_end: Date
}

interface Facts {
  amount?: string
  link?: string
  /** Of the cancellation that the mail tells of. */
  receipt?: IssuedReceipt
}

/** In the transaction of its cause, so that no mail tells of something that did not happen. */
export async function queueMail(
  tx: Tx,
  ports: Pick<Ports, 'clock' | 'ids'>,
  kind: MailKind,
  about: Subject,
  facts: Facts = {},
): Promise<void> {
  await queueMails(tx, ports, kind, [about], facts)
}

export async function queueMails(
  tx: Tx,
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  kind: MailKind,
  all: readonly Subject[],
  { amount = '', link = '', receipt }: Facts = {},
): Promise<void> {
  if (all.length === 0) return
  const { subject, body } = wordings[kind]
  const mails = all.map((about) => ({
    id: ids.uuid(),
    created_at: clock.now(),
    customer_id: about.customer_id,
    dedupe_key: `${kind}:${about.id}:${about.version}`,
    subject,
    body: body
      .replace('{date}', dates.format(about.current_period_end))
      .replace('{amount}', amount)
      .replace('{link}', link)
      .concat(receipt ? receiptWords(receipt) : ''),
  }))
  await sql`${unanswered}
    INSERT INTO emails (id, created_at, customer_id, dedupe_key, recipient, subject, body)
    SELECT mail.id, mail.created_at, mail.customer_id, mail.dedupe_key, customers.email, mail.subject, mail.body
    FROM ${recordsOf('emails', mails)} AS mail JOIN customers ON customers.id = mail.customer_id
  `.execute(tx)
}

/** The mail by itself is proof: what was declared, when it arrived, when it ends, and the seal. */
function receiptWords({
  id,
  product,
  received_at,
  ends_at,
  page_url,
  verify_url,
  seal,
}: IssuedReceipt): string {
  return [
    '',
    '',
    `Your cancellation of ${product} arrived on ${times.format(received_at)} UTC. The contract ends on ${dates.format(ends_at)}.`,
    `Receipt ${id}: ${page_url}`,
    `Anybody can have it checked at ${verify_url}:`,
    seal,
  ].join('\n')
}

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })
const times = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })
