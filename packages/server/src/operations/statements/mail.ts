import type { LeavingStatementRow, OrganizationRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'

const moments = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })

const words = {
  cancellation: { subject: 'Your cancellation has arrived', act: 'cancels', path: 'cancel' },
  withdrawal: { subject: 'Your withdrawal has arrived', act: 'withdraws from', path: 'withdraw' },
} as const

/** The confirmation in text form that the law asks for: what was declared, and when it arrived. */
export async function mailStatement(
  tx: Tx,
  { clock, ids, publicUrl, mailer }: Ports,
  { name: organization, slug }: OrganizationRow,
  statement: LeavingStatementRow,
  token: string,
): Promise<void> {
  const { id, kind, name, email, contract, wished_end, created_at, seal } = statement
  const { subject, act, path } = words[kind]
  const link = `${publicUrl}/${slug}/${path}/confirm?${new URLSearchParams({ token })}`
  const body = [
    `This declaration arrived at ${organization} on ${moments.format(created_at)} UTC:`,
    '',
    `${harmless(name)} <${email}> ${act} this contract: “${harmless(contract)}”, ${wished_end ? `on ${wished_end}` : 'as soon as possible'}.`,
    '',
    `It counts from then. Show that this address is yours, and it is carried out at once: ${link}`,
    'The link works for 14 days. If you did not declare this, do nothing, and nothing happens by this mail.',
    '',
    `Number ${id}. Anybody can have this confirmation checked at ${publicUrl}/${slug}/verify:`,
    seal,
  ].join('\n')
  await tx
    .insertInto('emails')
    .values({
      id: ids.uuid(),
      created_at: clock.now(),
      customer_id: null,
      dedupe_key: `leaving_statement:${id}`,
      recipient: email,
      subject,
      body,
      sent_at: null,
      next_attempt_at: mailer.delivers ? clock.now() : null,
    })
    .execute()
}

/** In one line and without addresses to follow: what somebody typed may come to a stranger. */
function harmless(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\b(?:https?|ftp):\/*|\bwww\./gi, '')
    .trim()
}
