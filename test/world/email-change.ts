import { allowEmailChange } from '@verge/server/operations/organizations/allow-email-change'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import type { World } from './open.ts'

/** The seller lets customers change their address in the portal, or no more. */
export async function changeableEmails({ ports }: World, allowed = true): Promise<void> {
  await allowEmailChange(ports, await foundOrganization(ports), allowed)
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
