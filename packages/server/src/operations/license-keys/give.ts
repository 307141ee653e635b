import { after } from '../../billing/billing-period.ts'
import { insertRows } from '../../db/rows.ts'
import type { BenefitGrantRow } from '../../db/tables/benefits.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'

/** A key of its own for each new grant that gives one. It stays the same when the grant is taken and given again. */
export async function giveKeys(
  tx: Tx,
  ports: Pick<Recorder, 'clock' | 'ids'>,
  grants: readonly BenefitGrantRow[],
): Promise<void> {
  if (grants.length === 0) return
  const giving = await tx
    .selectFrom('benefits')
    .select(['id', 'properties'])
    .where('id', 'in', [...new Set(grants.map(({ benefit_id }) => benefit_id))])
    .where('type', '=', 'license_keys')
    .execute()
  const properties = new Map(giving.map((benefit) => [benefit.id, benefit.properties]))
  const created_at = ports.clock.now()
  const keys = grants.flatMap(({ id: grant_id, organization_id, customer_id, benefit_id }) => {
    const given = properties.get(benefit_id)
    if (!given) return []
    const { prefix, expires, activations, limit_usage } = given
    return {
      id: ports.ids.uuid(),
      created_at,
      modified_at: null,
      organization_id,
      customer_id,
      benefit_id,
      grant_id,
      key: newKey(ports, prefix),
      ruled: null,
      limit_activations: activations?.limit ?? null,
      usage: 0,
      limit_usage: limit_usage ?? null,
      validations: 0,
      last_validated_at: null,
      expires_at: expires ? after(created_at, expires.timeframe, expires.ttl) : null,
    }
  })
  await insertRows(tx, 'license_keys', keys)
}

function newKey({ ids }: Pick<Recorder, 'ids'>, prefix: string | null | undefined): string {
  const letters = ids.uuid().toUpperCase()
  return prefix ? `${prefix}_${letters}` : letters
}

/** With the prefix that its benefit had when it was given. */
export function sameKind(ports: Pick<Recorder, 'ids'>, key: string): string {
  const place = key.lastIndexOf('_')
  return newKey(ports, place < 0 ? null : key.slice(0, place))
}
