import type { SignInCodeRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { candidatesFor, type Candidate } from './candidates.ts'
import { hashOfCode, newCode } from './code.ts'

const atOnce = 100

type Sending = Pick<Ports, 'db' | 'clock' | 'ids' | 'secret' | 'publicUrl'>

/** Draws the codes that were asked for and mails each to the customer with its address, where there is one. Says how many were asked for. */
export async function sendSignInCodes(ports: Sending): Promise<number> {
  for (let sent = 0; ;) {
    const taken = await ports.db.transaction().execute(async (tx) => {
      // Several processes each take others.
      const asked = await tx
        .selectFrom('sign_in_codes')
        .selectAll()
        .where('is_looked_up', '=', false)
        .orderBy('created_at')
        .orderBy('id')
        .limit(atOnce)
        .forUpdate()
        .skipLocked()
        .execute()
      for (const one of asked) await lookUp(tx, ports, one)
      return asked.length
    })
    sent += taken
    if (taken < atOnce) return sent
  }
}

async function lookUp(tx: Tx, ports: Sending, asked: SignInCodeRow): Promise<void> {
  const isTooLate = asked.expires_at <= ports.clock.now()
  // Of several the one that they own, or the oldest; the others are reached from the app.
  const [candidate] = isTooLate ? [] : await candidatesFor(tx, asked)
  if (candidate) return giveCode(tx, ports, asked, candidate)
  await tx.updateTable('sign_in_codes').set({ is_looked_up: true }).where('id', '=', asked.id).execute()
}

/** Draws the code that was asked for, and mails it. */
export async function giveCode(
  tx: Tx,
  ports: Sending,
  asked: SignInCodeRow,
  { customer_id, email }: Candidate,
): Promise<void> {
  const code = await freeCode(tx, ports, asked.attempt_hash)
  await tx
    .updateTable('sign_in_codes')
    .set({ is_looked_up: true, customer_id, code_hash: code.hash })
    .where('id', '=', asked.id)
    .execute()
  const organization = await tx
    .selectFrom('organizations')
    .select(['name', 'slug'])
    .where('id', '=', asked.organization_id)
    .executeTakeFirstOrThrow()
  await mail(tx, ports, asked, { id: customer_id, email, ...organization, code: code.text })
}

/** Two that count by themselves alone are never the same. */
async function freeCode(tx: Tx, ports: Sending, attempt_hash: string | null) {
  for (;;) {
    const text = newCode(ports)
    const hash = hashOfCode(text, attempt_hash, ports)
    const taken = await tx
      .selectFrom('sign_in_codes')
      .select('id')
      .where('code_hash', '=', hash)
      .executeTakeFirst()
    if (!taken) return { text, hash }
  }
}

interface Found {
  id: string
  email: string
  name: string
  slug: string
  code: string
}

async function mail(
  tx: Tx,
  { clock, ids, publicUrl }: Sending,
  { id, attempt_hash }: SignInCodeRow,
  { id: customer_id, email, name, slug, code }: Found,
): Promise<void> {
  const page = `${publicUrl}/${slug}/portal/sign-in`
  const use = attempt_hash
    ? `Type it in the browser where you asked for it, within ten minutes: ${page}/code`
    : `Type it where you asked for it, within thirty minutes. Your portal is here: ${page}`
  await tx
    .insertInto('emails')
    .values({
      id: ids.uuid(),
      created_at: clock.now(),
      customer_id,
      dedupe_key: `sign_in_code:${id}`,
      recipient: email,
      subject: `${code} is your code for ${name}`,
      body: `Your code is ${code}. ${use} It works once. Nobody of ${name} will ever ask you for it. If you did not ask for it, you need not do anything.`,
      sent_at: null,
    })
    .execute()
}
