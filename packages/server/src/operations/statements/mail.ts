import type { LeavingStatementRow } from '../../db/tables/leaving.ts'
import type { OrganizationRow } from '../../db/tables/organizations.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { localeFor, wordsFor } from '../emails/words.ts'

/** The confirmation in text form that the law asks for: what was declared, and when it arrived. */
export async function mailStatement(
  tx: Tx,
  { clock, ids, publicUrl, mailer }: Ports,
  { name: organization, slug }: OrganizationRow,
  statement: LeavingStatementRow,
  { token, locale: asked }: { token: string; locale: string | null },
): Promise<void> {
  const { id, kind, name, email, contract, wished_end, created_at, seal } = statement
  const locale = localeFor(asked)
  const { statement: words, row } = wordsFor(locale)
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })
  const path = kind === 'cancellation' ? 'cancel' : 'withdraw'
  const link = `${publicUrl}/${slug}/${path}/confirm?${new URLSearchParams({ token })}`
  const when = kind === 'cancellation' ? [row({ label: words.when, value: wished_end ?? words.soonest })] : []
  const body = [
    words.arrived({ seller: organization, time: moments.format(created_at) }),
    '',
    words.what[kind],
    row({ label: words.name, value: harmless(name) }),
    row({ label: words.email, value: email }),
    row({ label: words.contract, value: harmless(contract) }),
    ...when,
    row({ label: words.number, value: id }),
    '',
    words.prove,
    link,
    words.link,
    '',
    `${words.check} ${publicUrl}/${slug}/verify`,
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
      subject: words.subjects[kind],
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
