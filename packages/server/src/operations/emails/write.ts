import { sql } from 'kysely'
import { recordsOf, unanswered } from '../../db/rows.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { isNameless } from '../customers/nameless.ts'
import { htmlOf } from './html.tsx'
import { kinds } from './kinds.ts'
import { letterOf, type News } from './letter.ts'
import { plainOf } from './plain.ts'
import { localeFor } from './words.ts'

export type Writer = Pick<Ports, 'clock' | 'ids' | 'publicUrl' | 'mailer'>

export interface Mail extends Omit<News, 'locale'> {
  /** What tells it from every other mail: told twice, the same news is one mail. */
  key: string
  recipient: string
  customer_id: string | null
  /** The reader's; where mails are not written in it, they are in English. */
  locale: string | null
}

/**
 * The only writer of mails: what stands here stays word for word what was sent. In the transaction of its cause, so that
 * no mail tells of something that did not happen.
 */
export async function writeMails(tx: Tx, ports: Writer, mails: readonly Mail[]): Promise<void> {
  // Whoever was forgotten has no address, and what happens to their orders later is told to nobody.
  const read = mails.filter(({ recipient }) => !isNameless(recipient))
  if (read.length === 0) return
  const rows = read.map((mail) => rowOf(ports, mail))
  await sql`${unanswered}
    INSERT INTO emails (
      id, created_at, customer_id, dedupe_key, recipient, kind, locale, facts, subject, body, html, next_attempt_at
    )
    SELECT id, created_at, customer_id, dedupe_key, recipient, kind, locale, facts, subject, body, html, next_attempt_at
    FROM ${recordsOf('emails', rows)}
    ON CONFLICT (dedupe_key) DO NOTHING
  `.execute(tx)
}

function rowOf({ clock, ids, publicUrl, mailer }: Writer, mail: Mail) {
  const { kind, key, recipient, customer_id } = mail
  const locale = localeFor(mail.locale)
  const letter = letterOf({ ...mail, locale }, publicUrl)
  const { secret = '' } = kinds[kind]
  const { [secret]: _, ...facts } = mail.facts
  const now = clock.now()
  return {
    id: ids.uuid(),
    created_at: now,
    customer_id,
    dedupe_key: key,
    recipient,
    kind,
    locale,
    facts: { ...facts, ...mail.about, ...(mail.lines && { lines: mail.lines }) },
    subject: letter.subject,
    body: plainOf(letter),
    html: htmlOf(letter),
    next_attempt_at: mailer.delivers ? now : null,
  }
}
