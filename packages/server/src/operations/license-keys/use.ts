import type {
  activateLicenseKey as activateContract,
  deactivateLicenseKey as deactivateContract,
  KeyInUse,
  validateLicenseKey as validateContract,
} from '@verge/polar/contract/license-keys'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { isPaid } from '@verge/polar/policy/orders'
import { notFound, Refusal } from '@verge/polar/refusals'
import type { RateLimit } from '../../billing/rate-limit.ts'
import type { LicenseKeyActivationRow, LicenseKeyRow } from '../../db/tables/benefits.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { Anonymous, OrganizationActor } from '../actor.ts'
import { countAddress } from '../limits/count.ts'
import { presentActivation, presentKeys } from './present.ts'

type Asker = Anonymous | OrganizationActor

/** Who shows no token, with all three calls together. */
const byAddress: RateLimit = { windows: [{ seconds: 1, max: 3 }], block_seconds: 60 }

async function countStranger(ports: Ports, actor: Asker): Promise<void> {
  if (actor.kind === 'anonymous') await countAddress(ports, actor, 'licence keys at', byAddress)
}

/** Whether the key holds, for whom it is asked. Each time is counted, and as much of its usage as is named. */
export async function validateLicenseKey(
  ports: Ports,
  actor: Asker,
  { body }: InputOf<typeof validateContract>,
): Promise<OutputOf<typeof validateContract>> {
  await countStranger(ports, actor)
  return ports.db.transaction().execute(async (tx) => {
    const row = await lockHeld(tx, ports, actor, body)
    const isMeant = (wanted: string | null | undefined, has: string) => !wanted || wanted === has
    if (!isMeant(body.benefit_id, row.benefit_id) || !isMeant(body.customer_id, row.customer_id))
      throw notFound()
    const activation = body.activation_id ? await requireActivation(tx, row, body.activation_id) : null
    if (activation && !isSame(activation.conditions, body.conditions)) throw notFound()
    const usage = row.usage + (body.increment_usage ?? 0)
    if (row.limit_usage !== null && usage > row.limit_usage) {
      const left = row.limit_usage - row.usage
      throw new Refusal('BadRequest', `This key can be used ${left} times more. Nothing was counted.`)
    }
    const counted = await tx
      .updateTable('license_keys')
      .set({ usage, validations: row.validations + 1, last_validated_at: ports.clock.now() })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    return { ...(await inUse(tx, counted)), activation: activation && presentActivation(activation) }
  })
}

/** One more place in which the key is used. Those at once are counted one after the other. */
export async function activateLicenseKey(
  ports: Ports,
  actor: Asker,
  { body }: InputOf<typeof activateContract>,
): Promise<OutputOf<typeof activateContract>> {
  await countStranger(ports, actor)
  return ports.db.transaction().execute(async (tx) => {
    const row = await lockHeld(tx, ports, actor, body)
    if (row.limit_activations === null)
      throw new Refusal('NotPermitted', 'This key needs no activation. Nothing was changed.')
    const { count } = await tx
      .selectFrom('license_key_activations')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('license_key_id', '=', row.id)
      .executeTakeFirstOrThrow()
    if (Number(count) >= row.limit_activations) {
      const words = `This key is in use in ${row.limit_activations} places already. Deactivate one of them first.`
      throw new Refusal('NotPermitted', words)
    }
    const activation = await tx
      .insertInto('license_key_activations')
      .values({
        id: ports.ids.uuid(),
        created_at: ports.clock.now(),
        modified_at: null,
        license_key_id: row.id,
        label: body.label,
        conditions: JSON.stringify(body.conditions),
        meta: JSON.stringify(body.meta),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    return { ...presentActivation(activation), license_key: await inUse(tx, row) }
  })
}

export async function deactivateLicenseKey(
  ports: Ports,
  actor: Asker,
  { body }: InputOf<typeof deactivateContract>,
): Promise<void> {
  await countStranger(ports, actor)
  await ports.db.transaction().execute(async (tx) => {
    const row = await lockHeld(tx, ports, actor, body)
    const { id } = await requireActivation(tx, row, body.activation_id)
    await tx.deleteFrom('license_key_activations').where('id', '=', id).execute()
  })
}

/** Unknown, taken away, switched off or over: to who asks it is one thing. */
async function lockHeld(
  tx: Tx,
  { clock }: Ports,
  actor: Asker,
  { key, organization_id }: { key: string; organization_id: string },
): Promise<LicenseKeyRow> {
  if (actor.kind === 'organization' && actor.organization_id !== organization_id) throw notFound()
  const row = await tx
    .selectFrom('license_keys')
    .selectAll()
    .where('organization_id', '=', organization_id)
    .where('key', '=', key)
    .orderBy('id')
    .forUpdate()
    .executeTakeFirst()
  if (!row || (row.expires_at && row.expires_at <= clock.now())) throw notFound()
  const [presented] = await presentKeys(tx, [row])
  if (presented!.status !== 'granted') throw notFound()
  return row
}

/** With the subscription or the purchase that it came with. */
async function inUse(tx: Tx, row: LicenseKeyRow): Promise<KeyInUse> {
  const [presented] = await presentKeys(tx, [row])
  const { subscription_id, order_id } = await tx
    .selectFrom('benefit_grants')
    .select(['subscription_id', 'order_id'])
    .where('id', '=', row.grant_id)
    .executeTakeFirstOrThrow()
  const [subscription, order] = await Promise.all([
    tx
      .selectFrom('subscriptions')
      .select([
        'id',
        'status',
        'current_period_start',
        'current_period_end',
        'cancel_at_period_end',
        'ends_at',
      ])
      .where('id', '=', subscription_id)
      .executeTakeFirst(),
    tx
      .selectFrom('orders')
      .select(['id', 'created_at', 'status'])
      .where('id', '=', order_id)
      .executeTakeFirst(),
  ])
  return {
    ...presented!,
    subscription_id,
    subscription: subscription ?? null,
    order_id,
    order: order ? { ...order, paid: isPaid(order) } : null,
  }
}

async function requireActivation(
  tx: Tx,
  { id: license_key_id }: LicenseKeyRow,
  id: string,
): Promise<LicenseKeyActivationRow> {
  const activation = await tx
    .selectFrom('license_key_activations')
    .selectAll()
    .where('id', '=', id)
    .where('license_key_id', '=', license_key_id)
    .executeTakeFirst()
  if (!activation) throw notFound()
  return activation
}

/** What was agreed when it was activated, in any order. */
function isSame(one: object, other: object): boolean {
  const sorted = (conditions: object) =>
    JSON.stringify(Object.entries(conditions).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return sorted(one) === sorted(other)
}
