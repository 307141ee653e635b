import type {
  beginSignIn as begin,
  requestCustomerSession as request,
} from '@verge/polar/contract/customer-sessions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { byAddress, byAddressOnPages, byEmail, codeEnd } from '../../billing/sign-in.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Anonymous } from '../actor.ts'
import { hashOf, newToken } from '../customer-sessions/token.ts'
import { countAsked } from '../limits/count.ts'
import { byApi, byPages, countAddress } from './limits.ts'

/** By Polar's own operation: the code counts by itself alone. */
export async function requestCustomerSession(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof request>,
): Promise<undefined> {
  await countAddress(ports, actor, byApi, byAddress)
  await noteWish(ports, body, null)
}

/** By our pages: the browser keeps the attempt, and the code counts with it alone. */
export async function beginSignIn(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof begin>,
): Promise<OutputOf<typeof begin>> {
  await countAddress(ports, actor, byPages, byAddressOnPages)
  const attempt = newToken('polar_sia_', ports)
  return { attempt, expires_at: await noteWish(ports, body, hashOf(attempt, ports)) }
}

/**
 * Whether anybody has the address is asked later, by nobody who waits for an answer: so neither the answer nor the time
 * that it takes can tell.
 */
async function noteWish(
  ports: Ports,
  { email, organization_id }: { email: string; organization_id: string },
  attempt_hash: string | null,
): Promise<Date> {
  const { db, clock, ids } = ports
  await countAsked(ports, byEmail, `for ${organization_id} ${email.toLowerCase()}`)
  const created_at = clock.now()
  const expires_at = codeEnd(created_at, attempt_hash !== null)
  const organization = await db
    .selectFrom('organizations')
    .select('id')
    .where('id', '=', organization_id)
    .executeTakeFirst()
  if (!organization) return expires_at
  await db
    .insertInto('sign_in_codes')
    .values({
      id: ids.uuid(),
      created_at,
      organization_id,
      email,
      is_looked_up: false,
      code_hash: null,
      customer_id: null,
      attempt_hash,
      tries: 0,
      expires_at,
      used_at: null,
    })
    .execute()
  return expires_at
}
