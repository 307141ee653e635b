import type { createCustomerSession as contract } from '@verge/polar/contract/customer-sessions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { findCustomer } from '../customers/find.ts'
import { presentCustomer } from '../customers/present.ts'
import { memberActing } from '../members/acting.ts'
import { hashOf, newToken } from './token.ts'

const lifetimeMs = 60 * 60 * 1000

/** The token is told once, here. It lives an hour and is not renewed. */
export async function createCustomerSession(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, clock, ids, publicUrl } = ports
  const external_id = body.external_customer_id ?? body.customer_external_id
  if ((body.customer_id === undefined) === (external_id === undefined)) {
    throw invalid(['body'], 'Give either customer_id or external_customer_id.', null)
  }
  const loc = ['body', external_id === undefined ? 'customer_id' : 'external_customer_id']
  const key = external_id === undefined ? { id: body.customer_id! } : { external_id }
  const customer = await findCustomer(db, actor, key)
  if (!customer) throw invalid(loc, 'Customer does not exist.', body.customer_id ?? external_id)
  const member = await memberActing(ports, actor, customer, body)
  const { slug } = await db
    .selectFrom('organizations')
    .select('slug')
    .where('id', '=', actor.organization_id)
    .executeTakeFirstOrThrow()
  const now = clock.now()
  const token = newToken(member ? 'polar_mst_' : 'polar_cst_', ports)
  const session = {
    id: ids.uuid(),
    created_at: now,
    customer_id: customer.id,
    return_url: body.return_url ? new URL(body.return_url).href : null,
    expires_at: new Date(now.getTime() + lifetimeMs),
  }
  await db
    .insertInto('customer_sessions')
    .values({
      ...session,
      member_id: member?.id ?? null,
      token_hash: hashOf(token, ports),
      revoked_at: null,
    })
    .execute()
  const entry = new URLSearchParams({ customer_session_token: token, email: (member ?? customer).email })
  return {
    ...session,
    modified_at: null,
    token,
    customer_portal_url: `${publicUrl}/${slug}/portal?${entry}`,
    customer: presentCustomer(customer),
  }
}
