import type { openLink as contract } from '@verge/polar/contract/customer-sessions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { openCustomerSession } from './open.ts'
import { tellNewBrowser } from './tell-new-browser.ts'
import { hashOf } from './token.ts'

/** One browser for each link, whoever else has it; of two that ask at once the database takes one. */
export async function openLink(
  ports: Ports,
  actor: CustomerActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const opened_by = hashOf(body.browser, ports)
  const { token } = await ports.db.transaction().execute(async (tx) => {
    const link = await tx
      .updateTable('customer_sessions')
      .set({ opened_by })
      .where('id', '=', actor.session_id)
      .where(({ or, eb }) => or([eb('opened_by', 'is', null), eb('opened_by', '=', opened_by)]))
      // Whoever signs out meanwhile closes the link.
      .where('revoked_at', 'is', null)
      .returning(['id', 'customer_id', 'member_id', 'return_url'])
      .executeTakeFirst()
    if (!link)
      throw new Refusal(
        'LinkOpenedElsewhere',
        'This link was opened in another browser. Nothing was changed. Ask the app for a new one, or sign in with a code.',
      )
    const portal = { device: body.device ?? null, opened_from: link.id }
    const session = await openCustomerSession(tx, ports, link, portal)
    await tellNewBrowser(tx, ports, { ...link, ...portal, id: session.id })
    return session
  })
  return { token }
}
