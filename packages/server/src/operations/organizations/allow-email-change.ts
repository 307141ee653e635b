import type { OrganizationRow } from '../../db/tables.ts'
import type { Ports } from '../../ports/ports.ts'

/** Whether customers may change their e-mail address in the portal, or only where they sign in to the app. */
export async function allowEmailChange(
  { db, clock }: Pick<Ports, 'db' | 'clock'>,
  { id, portal_settings }: OrganizationRow,
  allow_email_change: boolean,
): Promise<void> {
  if (portal_settings.customer.allow_email_change === allow_email_change) return
  const settings = { ...portal_settings, customer: { allow_email_change } }
  await db
    .updateTable('organizations')
    .set({ portal_settings: JSON.stringify(settings), modified_at: clock.now() })
    .where('id', '=', id)
    .execute()
}
