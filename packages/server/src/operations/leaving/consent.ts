import type {
  recordPurchaseWithdrawalConsent as purchaseContract,
  recordWithdrawalConsent as contract,
} from '@verge/polar/contract/leaving'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound, Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { requireOrder } from '../orders/find.ts'
import { keyOf, type ContractId } from './circumstances.ts'

type Consent = OutputOf<typeof contract>

export async function recordWithdrawalConsent(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<Consent> {
  const subscription = await ports.db
    .selectFrom('subscriptions')
    .select('id')
    .where('id', '=', params.id)
    .where('organization_id', '=', actor.organization_id)
    .executeTakeFirst()
  if (!subscription) throw notFound()
  return keep(ports, actor, { subscription_id: subscription.id }, body)
}

export async function recordPurchaseWithdrawalConsent(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof purchaseContract>,
): Promise<Consent> {
  const { id, billing_reason } = await requireOrder(ports.db, actor, params.id)
  if (billing_reason !== 'purchase')
    throw new Refusal('BadRequest', 'This order is of a subscription: tell it of that. Nothing was kept.')
  return keep(ports, actor, { order_id: id }, body)
}

/** As it was given first; told again, it stays. */
async function keep(
  { db, clock, ids }: Ports,
  { organization_id }: OrganizationActor,
  of: ContractId,
  { kind, text: said, given_at }: InputOf<typeof contract>['body'],
): Promise<Consent> {
  const [column, id] = keyOf(of)
  const created = { id: ids.uuid(), created_at: clock.now(), organization_id }
  await db
    .insertInto('withdrawal_consents')
    .values({ ...created, subscription_id: null, order_id: null, ...of, kind, said, given_at })
    .onConflict((on) => on.doNothing())
    .execute()
  return db
    .selectFrom('withdrawal_consents')
    .select(['id', 'kind', 'given_at'])
    .where(column, '=', id)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
}
