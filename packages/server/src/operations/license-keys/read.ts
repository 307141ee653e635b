import { sql } from 'kysely'
import type {
  getLicenseKey as getContract,
  getLicenseKeyActivation as activationContract,
  getOwnLicenseKey as getOwnContract,
  listLicenseKeys as listContract,
  listOwnLicenseKeys as listOwnContract,
  updateLicenseKey as updateContract,
} from '@verge/polar/contract/license-keys'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { LicenseKeyRow } from '../../db/tables/benefits.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { grantsOf, type Holder } from '../benefits/holder.ts'
import { listed, newestFirst, pageThrough } from '../listing.ts'
import { presentActivation, presentKeys } from './present.ts'
import { keyStatus } from './status.ts'

/** What the customer has: not what was taken from them. */
export async function listOwnLicenseKeys(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof listOwnContract>,
): Promise<OutputOf<typeof listOwnContract>> {
  const held = grantsOf(db, actor).select('id').where('granted_at', 'is not', null)
  let found = toldTo(db, actor).where('grant_id', 'in', held)
  if (query?.benefit_id?.length) found = found.where('benefit_id', 'in', query.benefit_id)
  const { rows, count } = await pageThrough(found, query, newestFirst)
  return listed(await presentKeys(db, rows), count, query)
}

export async function listLicenseKeys(
  { db }: Ports,
  { organization_id }: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found = db.selectFrom('license_keys').where('organization_id', '=', organization_id)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.benefit_id?.length) found = found.where('benefit_id', 'in', query.benefit_id)
  if (query?.status?.length) found = found.where(keyStatus, 'in', query.status)
  const { rows, count } = await pageThrough(found, query, newestFirst)
  return listed(await presentKeys(db, rows), count, query)
}

export async function getOwnLicenseKey(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof getOwnContract>,
): Promise<OutputOf<typeof getOwnContract>> {
  const row = await toldTo(db, actor).selectAll().where('id', '=', params.id).executeTakeFirst()
  if (!row) throw notFound()
  return withActivations(db, row)
}

export async function getLicenseKey(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<OutputOf<typeof getContract>> {
  return withActivations(db, await ownedKey(db, actor, params.id))
}

export async function getLicenseKeyActivation(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof activationContract>,
): Promise<OutputOf<typeof activationContract>> {
  const row = await ownedKey(db, actor, params.id)
  const activation = await db
    .selectFrom('license_key_activations')
    .selectAll()
    .where('id', '=', params.activation_id)
    .where('license_key_id', '=', row.id)
    .executeTakeFirst()
  if (!activation) throw notFound()
  const [license_key] = await presentKeys(db, [row])
  return { ...presentActivation(activation), license_key: license_key! }
}

/** `granted` takes back what the seller said before; what the grant says holds again. */
export async function updateLicenseKey(
  { db, clock }: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof updateContract>,
): Promise<OutputOf<typeof updateContract>> {
  const { id } = await ownedKey(db, actor, params.id)
  const { status, ...limits } = body
  const row = await db
    .updateTable('license_keys')
    .set({
      ...limits,
      ...(status && { ruled: status === 'granted' ? null : status }),
      modified_at: clock.now(),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return (await presentKeys(db, [row]))[0]!
}

/** Somebody's keys, but for those of benefits that the seller tells nobody of. */
export function toldTo(db: Database | Tx, holder: Holder) {
  const told = db.selectFrom('benefits').select('id').where('visibility', '=', 'public')
  return db
    .selectFrom('license_keys')
    .where('grant_id', 'in', grantsOf(db, holder).select('id'))
    .where('benefit_id', 'in', told)
}

async function withActivations(db: Database, row: LicenseKeyRow) {
  const [presented] = await presentKeys(db, [row])
  const activations = await db
    .selectFrom('license_key_activations')
    .selectAll()
    .where('license_key_id', '=', row.id)
    .orderBy('created_at')
    .orderBy(sql.ref('id'))
    .execute()
  return { ...presented!, activations: activations.map(presentActivation) }
}

async function ownedKey(db: Database, { organization_id }: OrganizationActor, id: string) {
  const row = await keyWith(db, id)
  if (row.organization_id !== organization_id) throw notFound()
  return row
}

async function keyWith(db: Database, id: string): Promise<LicenseKeyRow> {
  const row = await db.selectFrom('license_keys').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound()
  return row
}
