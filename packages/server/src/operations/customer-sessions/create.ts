import type { createCustomerSession as contract } from '@verge/polar/contract/customer-sessions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { findCustomer } from '../customers/find.ts'
import { presentCustomer } from '../customers/present.ts'
import { memberActing } from '../members/acting.ts'
import { openCustomerSession } from './open.ts'

export async function createCustomerSession(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, publicUrl } = ports
  const external_id = body.external_customer_id ?? body.customer_external_id ?? null
  const id = body.customer_id ?? null
  if ((id === null) === (external_id === null)) {
    throw invalid(['body'], 'Give either customer_id or external_customer_id.', null)
  }
  const loc = ['body', external_id === null ? 'customer_id' : 'external_customer_id']
  const key = external_id === null ? { id: id! } : { external_id }
  const customer = await findCustomer(db, actor, key)
  if (!customer) throw invalid(loc, 'Customer does not exist.', id ?? external_id)
  const member = await memberActing(ports, actor, customer, body)
  const { slug } = await db
    .selectFrom('organizations')
    .select('slug')
    .where('id', '=', actor.organization_id)
    .executeTakeFirstOrThrow()
  const return_url = body.return_url ? new URL(body.return_url).href : null
  const session = await openCustomerSession(db, ports, {
    customer_id: customer.id,
    member_id: member?.id ?? null,
    return_url,
  })
  const entry = new URLSearchParams({
    customer_session_token: session.token,
    email: (member ?? customer).email,
  })
  return {
    ...session,
    modified_at: null,
    customer_portal_url: `${publicUrl}/${slug}/portal?${entry}`,
    customer: presentCustomer(customer),
  }
}
