import { listOwnGrants, type OwnGrant } from '@verge/polar/contract/benefits'
import { listDownloadables, type Downloadable } from '@verge/polar/contract/downloadables'
import { listOwnLicenseKeys, type LicenseKey } from '@verge/polar/contract/license-keys'
import type { Visit } from '../visit.ts'

/** What the customer has by one grant. */
export interface Held {
  grant: OwnGrant
  /** Null: it gives none, or it could not be read. */
  key: LicenseKey | null
  files: readonly Downloadable[]
}

/** What the customer has by all that they bought, or by this subscription or this order of what is sold once. */
export async function benefitsOf(
  visit: Visit,
  by: { subscription_id?: [string]; order_id?: [string] } = {},
): Promise<Held[]> {
  const { polar, attempt } = visit
  const query = { limit: 100, ...by }
  const grants = await attempt(polar.call(listOwnGrants, { query }))
  const granted = (grants?.items ?? []).filter(({ is_granted }) => is_granted)
  const giving = (type: string) => granted.filter(({ benefit }) => benefit.type === type)
  const [keys, files] = await Promise.all([
    giving('license_keys').length > 0 ? keysOf(visit) : [],
    filesOf(
      visit,
      giving('downloadables').map(({ benefit_id }) => benefit_id),
    ),
  ])
  return granted.map((grant) => ({
    grant,
    key: keys.find(({ id }) => id === grant.properties.license_key_id) ?? null,
    files: files.filter(({ benefit_id }) => benefit_id === grant.benefit_id),
  }))
}

async function keysOf({ polar, attempt }: Visit): Promise<readonly LicenseKey[]> {
  const keys = await attempt(polar.call(listOwnLicenseKeys, { query: { limit: 100 } }))
  return keys?.items ?? []
}

/** A benefit has no more files than one page holds. */
async function filesOf({ polar, attempt }: Visit, benefit_ids: readonly string[]): Promise<Downloadable[]> {
  const each = [...new Set(benefit_ids)].map((id) =>
    attempt(polar.call(listDownloadables, { query: { limit: 100, benefit_id: [id] } })),
  )
  return (await Promise.all(each)).flatMap((found) => found?.items ?? [])
}

/** What the key comes with; null: it is not given any more. */
export async function benefitOf(
  { polar }: Visit,
  { benefit_id }: LicenseKey,
): Promise<OwnGrant['benefit'] | null> {
  const { items } = await polar.call(listOwnGrants, { query: { benefit_id: [benefit_id] } })
  return items[0]?.benefit ?? null
}
