import type { openLink as contract } from '@verge/polar/contract/customer-sessions'
import type { InputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { hashOf } from './token.ts'

/** One browser for each link, whoever else has it; of two that ask at once the database takes one. */
export async function openLink(
  ports: Ports,
  actor: CustomerActor,
  { body }: InputOf<typeof contract>,
): Promise<void> {
  const opened_by = hashOf(body.browser, ports)
  const { numUpdatedRows } = await ports.db
    .updateTable('customer_sessions')
    .set({ opened_by })
    .where('id', '=', actor.session_id)
    .where(({ or, eb }) => or([eb('opened_by', 'is', null), eb('opened_by', '=', opened_by)]))
    .executeTakeFirst()
  if (numUpdatedRows === 0n)
    throw new Refusal(
      'LinkOpenedElsewhere',
      'This link was opened in another browser. Nothing was changed. Ask the app for a new one, or sign in with a code.',
    )
}
