import { sql } from 'kysely'
import { leasedUntil, nextMailTry } from '../../billing/mailing.ts'
import type { EmailRow } from '../../db/tables/records.ts'
import { MailRefused } from '../../ports/mailer.ts'
import type { Ports } from '../../ports/ports.ts'

/** What happened to a mail that nobody will try to send any more. */
export interface Undelivered {
  id: string
  error: unknown
}

type Sending = Pick<Ports, 'db' | 'clock' | 'mailer'>

const atOnce = 10

/**
 * Sends what is to be sent, each at least once: whoever dies with a mail in hand leaves it to others when its lease is
 * over, and it goes out under the same id again. Says how many were taken.
 */
export async function sendMails(
  ports: Sending,
  told: (undelivered: Undelivered) => void,
  stopping?: AbortSignal,
): Promise<number> {
  let sent = 0
  while (!stopping?.aborted) {
    const taken = await take(ports)
    const outcomes = await Promise.all(taken.map((mail) => send(ports, mail, told)))
    sent += outcomes.filter(Boolean).length
    if (taken.length < atOnce) break
  }
  return sent
}

/** Each by one worker, while others take those behind. */
async function take({ db, clock }: Sending): Promise<EmailRow[]> {
  const now = clock.now()
  const { rows } = await sql<EmailRow>`
    WITH next AS (
      SELECT id FROM emails WHERE next_attempt_at <= ${now}
      ORDER BY next_attempt_at, id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED
    )
    UPDATE emails SET next_attempt_at = ${leasedUntil(now)}, tries = emails.tries + 1
    FROM next WHERE emails.id = next.id
    RETURNING emails.*
  `.execute(db)
  return rows
}

async function send(
  { db, clock, mailer }: Sending,
  mail: EmailRow,
  told: (undelivered: Undelivered) => void,
): Promise<boolean> {
  const { id, recipient, subject, body: text, html, tries } = mail
  // One whose lease ran out meanwhile is somebody else's.
  const mine = db.updateTable('emails').where('id', '=', id).where('tries', '=', tries)
  try {
    await mailer.send({ id, recipient, subject, text, html })
  } catch (error) {
    const next_attempt_at = error instanceof MailRefused ? null : nextMailTry(mail, clock.now())
    const failure = error instanceof Error ? error.message : String(error)
    await mine.set({ next_attempt_at, failure }).execute()
    if (next_attempt_at === null) told({ id, error })
    return false
  }
  await mine.set({ sent_at: clock.now(), next_attempt_at: null, failure: null }).execute()
  return true
}
