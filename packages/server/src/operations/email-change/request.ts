import type { InputOf } from '@verge/polar/contract/operation'
import type { requestEmailUpdate as contract } from '@verge/polar/contract/portal-customers'
import { invalid, Refusal } from '@verge/polar/refusals'
import { byAddress, byEmail, linkEnd } from '../../billing/sign-in.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { hashOf, newToken } from '../customer-sessions/token.ts'
import { lockCustomer } from '../customers/find.ts'
import type { Seller } from '../emails/letter.ts'
import { writeMails } from '../emails/write.ts'
import { countAddress, countAsked } from '../limits/count.ts'
import { byLink } from '../sign-in/limits.ts'

/**
 * Whether another customer has the address is not looked at before somebody shows that they read its mails: else anybody
 * could find out who is a customer.
 */
export async function requestEmailUpdate(
  ports: Ports,
  actor: CustomerActor,
  { body }: InputOf<typeof contract>,
): Promise<undefined> {
  const { db, clock, ids } = ports
  const { portal_settings, ...seller } = await db
    .selectFrom('organizations')
    .select(['portal_settings', 'name', 'slug', 'email'])
    .where('id', '=', actor.organization_id)
    .executeTakeFirstOrThrow()
  if (!portal_settings.customer.allow_email_change)
    throw new Refusal('NotPermitted', 'The e-mail address cannot be changed here. Nothing was changed.')
  await countAddress(ports, actor, byLink, byAddress)
  await countAsked(ports, byEmail, `e-mail change of ${actor.customer_id}`)
  const token = newToken('polar_cev_', ports)
  await db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    if (customer.type === 'team')
      throw invalid(['body', 'email'], 'A team has no e-mail address to change here.', body.email)
    if (customer.email.toLowerCase() === body.email.toLowerCase())
      throw invalid(['body', 'email'], 'This is your e-mail address already.', body.email)
    const wish = {
      id: ids.uuid(),
      created_at: clock.now(),
      customer_id: customer.id,
      email: body.email,
      token_hash: hashOf(token, ports),
      expires_at: linkEnd(clock.now()),
    }
    const { customer_id: _, ...newer } = wish
    await tx
      .insertInto('email_changes')
      .values(wish)
      .onConflict((on) => on.column('customer_id').doUpdateSet(newer))
      .execute()
    await mail(tx, ports, customer, { ...wish, seller, token })
  })
}

interface Wish {
  id: string
  email: string
  seller: Seller
  token: string
}

/** What the customer typed goes there and nowhere else: no name and no text of theirs stands in a mail to strangers. */
async function mail(
  tx: Tx,
  ports: Ports,
  { id: customer_id, locale }: CustomerRow,
  { id, email: recipient, seller, token }: Wish,
): Promise<void> {
  const key = `email_change:${id}`
  const page = `/verify-email?${new URLSearchParams({ token })}`
  await writeMails(tx, ports, [
    { kind: 'email_change', key, recipient, customer_id, locale, seller, about: {}, facts: {}, page },
  ])
}
