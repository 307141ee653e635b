import { updateOrganization } from '@verge/server/operations/organizations/update'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import type { World } from './open.ts'

/** The seller lets customers change their address in the portal, or no more. */
export async function changeableEmails(
  { ports, organization }: World,
  allow_email_change = true,
): Promise<void> {
  const { portal_settings } = await foundOrganization(ports)
  const customer_portal_settings = { ...portal_settings, customer: { allow_email_change } }
  await updateOrganization(ports, organization, { body: { customer_portal_settings } })
}

/** The token in the newest link that was mailed to an address that somebody wants. */
export async function linkSentTo({ ports }: World, recipient: string): Promise<string> {
  const { body } = await ports.db
    .selectFrom('emails')
    .select('body')
    .where('recipient', '=', recipient)
    .where('dedupe_key', 'like', 'email_change:%')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  return /verify-email\?token=(\w+)/.exec(body)![1]!
}
