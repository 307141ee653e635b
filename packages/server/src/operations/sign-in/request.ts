import type {
  beginSignIn as begin,
  requestCustomerSession as request,
} from '@verge/polar/contract/customer-sessions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { byAddress, byAddressOnPages, byEmail, codeEnd } from '../../billing/sign-in.ts'
import type { SignInCodeRow } from '../../db/tables/customers.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { Anonymous } from '../actor.ts'
import { hashOf, newToken } from '../customer-sessions/token.ts'
import { countAddress, countAsked } from '../limits/count.ts'
import { candidatesFor, type Candidate } from './candidates.ts'
import { byApi, byPages } from './limits.ts'
import { giveCode } from './send-codes.ts'

/** Several customers have somebody with this address, and the caller has to say which one is meant. */
export class SelectionRequired extends Error {
  override readonly name = 'SelectionRequired'
  readonly customers: readonly { id: string; name: string | null }[]

  constructor(candidates: readonly Candidate[]) {
    super('Several customers have this e-mail address.')
    this.customers = candidates.map(({ customer_id, name }) => ({ id: customer_id, name }))
  }
}

/** By Polar's own operation: the code counts by itself alone. @throws SelectionRequired only where there are members */
export async function requestCustomerSession(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof request>,
): Promise<undefined> {
  await countAddress(ports, actor, byApi, byAddress)
  await countEmail(ports, body)
  const organization = await organizationNamed(ports, body)
  if (!organization) return
  const wish = newWish(ports, body, null)
  if (!organization.member_model_enabled) return noteWish(ports.db, wish)
  const candidates = await candidatesFor(ports.db, body)
  if (!body.customer_id) {
    if (candidates.length > 1) throw new SelectionRequired(candidates)
    return noteWish(ports.db, wish)
  }
  const chosen = candidates.find(({ customer_id }) => customer_id === body.customer_id)
  if (!chosen) return
  await ports.db.transaction().execute(async (tx) => {
    await noteWish(tx, wish)
    await giveCode(tx, ports, wish, chosen)
  })
}

/** By our pages: the browser keeps the attempt, and the code counts with it alone. */
export async function beginSignIn(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof begin>,
): Promise<OutputOf<typeof begin>> {
  await countAddress(ports, actor, byPages, byAddressOnPages)
  await countEmail(ports, body)
  const attempt = newToken('polar_sia_', ports)
  const wish = { ...newWish(ports, body, hashOf(attempt, ports)), for_customer: body.customer_id ?? null }
  if (await organizationNamed(ports, body)) await noteWish(ports.db, wish)
  return { attempt, expires_at: wish.expires_at }
}

interface Asked {
  email: string
  organization_id: string
}

async function countEmail(ports: Ports, { email, organization_id }: Asked): Promise<void> {
  await countAsked(ports, byEmail, `for ${organization_id} ${email.toLowerCase()}`)
}

async function organizationNamed({ db }: Ports, { organization_id }: Asked) {
  return db
    .selectFrom('organizations')
    .select('member_model_enabled')
    .where('id', '=', organization_id)
    .executeTakeFirst()
}

function newWish(
  { clock, ids }: Ports,
  { email, organization_id }: Asked,
  attempt_hash: string | null,
): SignInCodeRow {
  const created_at = clock.now()
  return {
    id: ids.uuid(),
    created_at,
    organization_id,
    email,
    is_looked_up: false,
    code_hash: null,
    customer_id: null,
    for_customer: null,
    attempt_hash,
    tries: 0,
    expires_at: codeEnd(created_at, attempt_hash !== null),
    used_at: null,
  }
}

/**
 * Whether anybody has the address is asked later, by nobody who waits for an answer: so neither the answer nor the time
 * that it takes can tell.
 */
async function noteWish(db: Database | Tx, wish: SignInCodeRow): Promise<undefined> {
  await db.insertInto('sign_in_codes').values(wish).execute()
}
