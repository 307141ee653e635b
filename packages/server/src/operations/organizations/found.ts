import type { OrganizationRow } from '../../db/tables/organizations.ts'
import type { Ports } from '../../ports/ports.ts'

/** The seller on whose behalf this backend bills; made at the first start, found at every later one. */
export async function foundOrganization({
  db,
  clock,
  ids,
}: Pick<Ports, 'db' | 'clock' | 'ids'>): Promise<OrganizationRow> {
  await db
    .insertInto('organizations')
    .values({
      id: ids.uuid(),
      created_at: clock.now(),
      modified_at: null,
      name: 'Verge',
      slug: 'verge',
      legal_name: 'Verge GmbH',
      email: 'billing@verge.example',
      address: JSON.stringify({
        line1: 'Torstraße 1',
        line2: null,
        postal_code: '10119',
        city: 'Berlin',
        state: null,
        country: 'DE',
      }),
      tax_id: 'DE123456789',
      invoice_prefix: 'VERGE',
      proration_behavior: 'prorate',
      portal_settings: JSON.stringify({
        usage: { show: true },
        subscription: { update_seats: true, update_plan: true, pause: true },
        customer: { allow_email_change: false },
      }),
    })
    .onConflict((on) => on.column('slug').doNothing())
    .execute()
  return db.selectFrom('organizations').selectAll().where('slug', '=', 'verge').executeTakeFirstOrThrow()
}
