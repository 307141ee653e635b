import type { Ports } from '../../ports/ports.ts'
import { hashOf } from '../customer-sessions/token.ts'

/** Makes the token known; what is known already stays as it is. Only its hash is kept. */
export async function issueAccessToken(ports: Ports, organization_id: string, token: string): Promise<void> {
  const { db, clock, ids } = ports
  await db
    .insertInto('organization_access_tokens')
    .values({ id: ids.uuid(), created_at: clock.now(), organization_id, token_hash: hashOf(token, ports) })
    .onConflict((on) => on.column('token_hash').doNothing())
    .execute()
}
