import type {
  LicenseKey,
  rotateLicenseKey as contract,
  rotateOwnLicenseKey as ownContract,
} from '@verge/polar/contract/license-keys'
import type { InputOf } from '@verge/polar/contract/operation'
import { notFound, Refusal } from '@verge/polar/refusals'
import type { LicenseKeyRow } from '../../db/tables/benefits.ts'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type Actor, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { lockProductsWith } from '../benefits/change.ts'
import { sameKind } from './give.ts'
import { toldTo } from './read.ts'
import { presentKeys } from './present.ts'

export async function rotateOwnLicenseKey(
  ports: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof ownContract>,
): Promise<LicenseKey> {
  const own = await toldTo(ports.db, actor).select('id').where('id', '=', params.id).execute()
  return rotate(ports, actor, params.id, ({ id }) => own.some((one) => one.id === id))
}

export async function rotateLicenseKey(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof contract>,
): Promise<LicenseKey> {
  return rotate(ports, actor, params.id, ({ organization_id }) => organization_id === actor.organization_id)
}

/** Other letters in the place of those that somebody else may know. What was counted and activated by the key stays. */
async function rotate(
  ports: Ports,
  actor: Actor,
  id: string,
  isTheirs: (key: LicenseKeyRow) => boolean,
): Promise<LicenseKey> {
  const cause = { actor: nameOf(actor), operation: 'license_keys.rotate' }
  return ports.db.transaction().execute(async (tx) => {
    const found = await tx.selectFrom('license_keys').selectAll().where('id', '=', id).executeTakeFirst()
    if (!found || !isTheirs(found)) throw notFound()
    await lockProductsWith(tx, [found.benefit_id])
    const row = await tx
      .selectFrom('license_keys')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const grant = await tx
      .selectFrom('benefit_grants')
      .selectAll()
      .where('id', '=', row.grant_id)
      .executeTakeFirstOrThrow()
    if (grant.granted_at === null || row.ruled === 'revoked')
      throw new Refusal('RotateNotPermitted', 'This key does not hold any more. Nothing was changed.')
    const rotated = await tx
      .updateTable('license_keys')
      .set({ key: sameKind(ports, row.key), modified_at: ports.clock.now() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const events = ['benefit_grant.updated', 'customer.state_changed'] as const
    await applyChange(tx, ports, 'benefit_grants', grant, { set: {}, events }, cause)
    return (await presentKeys(tx, [rotated]))[0]!
  })
}
