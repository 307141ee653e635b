import { sql } from 'kysely'
import type {
  authenticateCustomerSession as byCode,
  finishSignIn as withAttempt,
} from '@verge/polar/contract/customer-sessions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'
import { byAddress, byAddressOnPages, codeTyped, triesMax, wrongInAll } from '../../billing/sign-in.ts'
import type { CustomerRow, SignInCodeRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type Anonymous } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { openCustomerSession } from '../customer-sessions/open.ts'
import { hashOf } from '../customer-sessions/token.ts'
import { tellNewBrowser } from '../customer-sessions/tell-new-browser.ts'
import { countAddress, countAsked, refuseBlocked } from '../limits/count.ts'
import { findMember, hasMembers } from '../members/find.ts'
import { ownerOf } from '../members/owner.ts'
import { hashOfCode } from './code.ts'
import { byApi, byPages } from './limits.ts'

const wrongCodes = 'wrong codes of anybody'

/** By the code alone. Of many who use one at the same time, one is let in. */
export async function authenticateCustomerSession(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof byCode>,
): Promise<OutputOf<typeof byCode>> {
  await countAddress(ports, actor, byApi, byAddress)
  await refuseBlocked(ports, wrongCodes)
  const code_hash = hashOfCode(codeTyped(body.code), null, ports)
  const cause = { actor: nameOf(actor), operation: 'customer_portal.customer_session.authenticate' }
  const token = await ports.db.transaction().execute(async (tx) => {
    const locked = await lockCode(tx, ports, { code_hash, attempt_hash: null })
    return locked ? letIn(tx, ports, locked, cause) : null
  })
  if (token) return { token }
  await countAsked(ports, wrongInAll, wrongCodes)
  throw new Refusal('CustomerSessionCodeInvalidOrExpired', 'This code is invalid or has expired.')
}

/** By the code and what the browser that asked for it keeps. Each try counts, whether anybody has the address or not. */
export async function finishSignIn(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof withAttempt>,
): Promise<OutputOf<typeof withAttempt>> {
  await countAddress(ports, actor, byPages, byAddressOnPages)
  const attempt_hash = hashOf(body.attempt, ports)
  const typed = hashOfCode(codeTyped(body.code), attempt_hash, ports)
  const cause = { actor: nameOf(actor), operation: 'verge.sign_in.finish' }
  return ports.db.transaction().execute(async (tx) => {
    const locked = await lockCode(tx, ports, { attempt_hash })
    if (!locked || locked.code.tries >= triesMax) return inVain(ports, locked, { outcome: 'over' })
    const { id, code_hash } = locked.code
    const tries = locked.code.tries + 1
    await tx.updateTable('sign_in_codes').set({ tries }).where('id', '=', id).execute()
    if (code_hash === typed) {
      const { device = null, replaces } = body
      const token = await letIn(tx, ports, locked, cause, { device, replaces })
      return token ? { outcome: 'signed_in', token } : inVain(ports, locked, { outcome: 'over' })
    }
    const tries_left = triesMax - tries
    return inVain(ports, locked, tries_left > 0 ? { outcome: 'wrong', tries_left } : { outcome: 'over' })
  })
}

type InVain = Exclude<OutputOf<typeof withAttempt>, { outcome: 'signed_in' }>

/** The log hears of it with whose code it was, which the answer does not say. */
function inVain(ports: Ports, locked: Locked | null, answer: InVain): InVain {
  const { id: attempt_id, customer_id } = locked?.code ?? {}
  ports.note?.('signing in came to nothing', {
    error: answer.outcome,
    ...(attempt_id && { attempt_id }),
    ...(customer_id && { customer_id }),
  })
  return answer
}

interface Locked {
  code: SignInCodeRow
  /** Undefined: nobody has the address, or not any more. */
  customer: CustomerRow | undefined
}

/** With whom it is for, who is locked first. Whoever comes second with the same code finds it used. */
async function lockCode(
  tx: Tx,
  { clock }: Ports,
  which: { code_hash?: string; attempt_hash: string | null },
): Promise<Locked | null> {
  const living = tx
    .selectFrom('sign_in_codes')
    .selectAll()
    .where('expires_at', '>', clock.now())
    .where('used_at', 'is', null)
    .where('attempt_hash', 'is not distinct from', which.attempt_hash)
    .$if(which.code_hash !== undefined, (query) => query.where('code_hash', '=', which.code_hash!))
  const seen = await living.executeTakeFirst()
  if (!seen) return null
  // Asked for also where nobody has the address: how long a try takes must not tell.
  const customer = await customerOf(tx, seen)
  const code = await living.where('id', '=', seen.id).forUpdate().executeTakeFirst()
  return code ? { code, customer } : null
}

async function customerOf(tx: Tx, { customer_id }: SignInCodeRow): Promise<CustomerRow | undefined> {
  return tx
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', sql<string>`${customer_id}::uuid`)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** On our pages: the browser, and the session of the same customer in whose place this one comes. */
interface OnPages {
  device: string | null
  replaces?: string | undefined
}

/** Null: the customer is gone, or nobody of theirs has the address any more. */
async function letIn(
  tx: Tx,
  ports: Ports,
  { code, customer }: Locked,
  cause: Cause,
  onPages: OnPages | null = null,
): Promise<string | null> {
  const now = ports.clock.now()
  await tx.updateTable('sign_in_codes').set({ used_at: now }).where('id', '=', code.id).execute()
  const person = customer && (await personWith(tx, ports, customer, code.email, cause))
  if (!customer || !person) return null
  if (isAddressOf(customer, code.email) && !customer.email_verified) {
    const events = ['customer.updated', 'customer.state_changed'] as const
    await applyChange(tx, ports, 'customers', customer, { set: { email_verified: true }, events }, cause)
  }
  const session = { customer_id: customer.id, member_id: person.member_id, return_url: null }
  if (!onPages) return (await openCustomerSession(tx, ports, session)).token
  const before = onPages.replaces ? await replaced(tx, ports, customer.id, onPages.replaces) : null
  const portal = { device: onPages.device, opened_from: before?.opened_from ?? null }
  const { id, token } = await openCustomerSession(tx, ports, session, portal)
  // In the place of another it is the same browser.
  if (!onPages.replaces) await tellNewBrowser(tx, ports, { ...session, ...portal, id })
  return token
}

/** It is over; the link that it came by stays what it was. */
async function replaced(tx: Tx, ports: Ports, customer_id: string, token: string) {
  return (
    tx
      .updateTable('customer_sessions')
      .set({ revoked_at: ports.clock.now() })
      .where('token_hash', '=', hashOf(token, ports))
      .where('customer_id', '=', customer_id)
      // A program's goes on, as at Polar.
      .where('seen_at', 'is not', null)
      .where('revoked_at', 'is', null)
      .returning('opened_from')
      .executeTakeFirst()
  )
}

/** The customer themselves, or the member who has the address. */
async function personWith(
  tx: Tx,
  ports: Ports,
  customer: CustomerRow,
  email: string,
  cause: Cause,
): Promise<{ member_id: string | null } | null> {
  const isOwn = isAddressOf(customer, email)
  if (!(await hasMembers(tx, customer.organization_id))) return isOwn ? { member_id: null } : null
  const member =
    (await findMember(tx, customer.id, { email })) ??
    (isOwn && customer.type === 'individual' ? await ownerOf(tx, ports, customer, cause) : null)
  // An owner who goes by another address now is not the one whom the code was sent to.
  return member && member.email.toLowerCase() === email.toLowerCase() ? { member_id: member.id } : null
}

function isAddressOf(customer: CustomerRow, email: string): boolean {
  return customer.email.toLowerCase() === email.toLowerCase()
}
