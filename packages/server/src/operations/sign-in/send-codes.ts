import type { SignInCodeRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { Seller } from '../emails/letter.ts'
import { writeMails } from '../emails/write.ts'
import { candidatesFor, type Candidate } from './candidates.ts'
import { hashOfCode, newCode } from './code.ts'

const atOnce = 100

type Sending = Pick<Ports, 'db' | 'clock' | 'ids' | 'secret' | 'publicUrl' | 'mailer'>

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
  const candidates = isTooLate ? [] : await candidatesFor(tx, asked)
  // Of several the one that was named, else the one that they own, or the oldest; the others are reached from the app.
  const candidate = candidates.find(
    ({ customer_id }) => asked.for_customer === null || customer_id === asked.for_customer,
  )
  if (candidate) return giveCode(tx, ports, asked, candidate)
  await tx.updateTable('sign_in_codes').set({ is_looked_up: true }).where('id', '=', asked.id).execute()
}

/** Draws the code that was asked for, and mails it. */
export async function giveCode(
  tx: Tx,
  ports: Sending,
  asked: SignInCodeRow,
  customer: Candidate,
): Promise<void> {
  const code = await freeCode(tx, ports, asked.attempt_hash)
  await tx
    .updateTable('sign_in_codes')
    .set({ is_looked_up: true, customer_id: customer.customer_id, code_hash: code.hash })
    .where('id', '=', asked.id)
    .execute()
  const seller = await tx
    .selectFrom('organizations')
    .select(['name', 'slug', 'email'])
    .where('id', '=', asked.organization_id)
    .executeTakeFirstOrThrow()
  await mail(tx, ports, asked, { customer, seller, code: code.text })
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
  customer: Candidate
  seller: Seller
  code: string
}

async function mail(
  tx: Tx,
  ports: Sending,
  { id, attempt_hash }: SignInCodeRow,
  { customer: { customer_id, email: recipient }, seller, code }: Found,
): Promise<void> {
  const { locale } = await tx
    .selectFrom('customers')
    .select('locale')
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  const kind = attempt_hash ? 'sign_in_code' : 'sign_in_code_anywhere'
  const key = `sign_in_code:${id}`
  await writeMails(tx, ports, [
    { kind, key, recipient, customer_id, locale, seller, about: {}, facts: { code } },
  ])
}
