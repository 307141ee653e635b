import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type {
  checkEmailUpdate as check,
  verifyEmailUpdate as verify,
} from '@verge/polar/contract/portal-customers'
import { invalid, isRefusal, Refusal } from '@verge/polar/refusals'
import { byAddress } from '../../billing/sign-in.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type Anonymous } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { endSessions, inBrowsers } from '../customer-sessions/end.ts'
import { openCustomerSession } from '../customer-sessions/open.ts'
import { hashOf } from '../customer-sessions/token.ts'
import { lockCustomer } from '../customers/find.ts'
import { namingConflict, refuseTakenIdentity } from '../customers/identity.ts'
import { writeMails } from '../emails/write.ts'
import { followAddress } from '../members/owner.ts'
import { countAddress } from '../limits/count.ts'
import { byLink } from '../sign-in/limits.ts'

export async function checkEmailUpdate(
  ports: Ports,
  actor: Anonymous,
  { query }: InputOf<typeof check>,
): Promise<undefined> {
  await countAddress(ports, actor, byLink, byAddress)
  if (!(await livingWish(ports.db, ports, query!.token))) throw overRefusal()
}

/** Once: of two wishes the newer one has replaced the older, and of two that show one token the first has used it. */
export async function verifyEmailUpdate(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof verify>,
): Promise<OutputOf<typeof verify>> {
  await countAddress(ports, actor, byLink, byAddress)
  const cause = { actor: nameOf(actor), operation: 'customer_portal.customers.verify_email_update' }
  const token = await ports.db
    .transaction()
    .execute(async (tx) => {
      const wish = await livingWish(tx, ports, body.token)
      if (!wish) throw overRefusal()
      const customer = await lockCustomer(tx, wish.customer_id)
      const used = await tx.deleteFrom('email_changes').where('id', '=', wish.id).executeTakeFirstOrThrow()
      if (used.numDeletedRows === 0n) throw overRefusal()
      const { email } = wish
      await refuseTakenIdentity(tx, customer.organization_id, customer.id, { email })
      const set = { email, email_verified: true }
      const events = ['customer.updated', 'customer.state_changed'] as const
      const changed = await applyChange(tx, ports, 'customers', customer, { set, events }, cause)
      await followAddress(tx, ports, customer, changed, cause)
      await tellOldAddress(tx, ports, customer, changed)
      // Whoever reads the old mails may be signed in somewhere by them.
      await endSessions(tx, ports, customer.id, inBrowsers)
      return (
        await openCustomerSession(tx, ports, { customer_id: customer.id, member_id: null, return_url: null })
      ).token
    })
    .catch(namingConflict)
    .catch(aboutTheToken)
  return { token }
}

/** By its id once more under the customer's lock: a newer wish takes the place and the id of an older one. */
async function livingWish(db: Database | Tx, ports: Pick<Ports, 'clock' | 'secret'>, token: string) {
  return db
    .selectFrom('email_changes')
    .innerJoin('customers', 'customers.id', 'email_changes.customer_id')
    .select(['email_changes.id', 'email_changes.customer_id', 'email_changes.email'])
    .where('token_hash', '=', hashOf(token, ports))
    .where('expires_at', '>', ports.clock.now())
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}

/** Nobody's address is changed behind their back. */
async function tellOldAddress(
  tx: Tx,
  ports: Ports,
  { email: recipient, organization_id }: CustomerRow,
  { id: customer_id, version, email: address, locale }: CustomerRow,
): Promise<void> {
  const seller = await tx
    .selectFrom('organizations')
    .select(['name', 'slug', 'email'])
    .where('id', '=', organization_id)
    .executeTakeFirstOrThrow()
  const key = `email_changed:${customer_id}:${version}`
  const facts = { address }
  await writeMails(tx, ports, [
    { kind: 'email_changed', key, recipient, customer_id, locale, seller, about: {}, facts },
  ])
}

function overRefusal(): Refusal {
  return new Refusal(
    'InvalidCustomerEmailUpdate',
    'This link is invalid, was used or has expired. Nothing was changed.',
  )
}

/** Whoever is refused typed no address here, but showed a token. */
function aboutTheToken(error: unknown): never {
  if (isRefusal(error, 'PolarRequestValidationError'))
    throw invalid(['body', 'token'], 'Another customer has this e-mail address. Nothing was changed.')
  throw error
}
