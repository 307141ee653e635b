import { sql } from 'kysely'
import type { LicenseKey } from '@verge/polar/contract/license-keys'

/** How a row of `license_keys` stands: as the seller said, else as the grant that it came with. */
export const keyStatus = sql<LicenseKey['status']>`coalesce(license_keys.ruled, CASE WHEN EXISTS (
  SELECT FROM benefit_grants WHERE benefit_grants.id = license_keys.grant_id AND granted_at IS NOT NULL
) THEN 'granted' ELSE 'revoked' END)`
