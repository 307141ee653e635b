import type { Tx } from '../../ports/ports.ts'
import { writeMails, type Writer } from '../emails/write.ts'

interface Opened {
  id: string
  customer_id: string
  member_id: string | null
  device: string | null
}

/**
 * Tells whoever was signed in before of a session in a browser that none of theirs is kept of, so once for each. Whoever comes
 * for the first time knows it themselves; of a browser that does not say what it is nobody could be told anything.
 */
export async function tellNewBrowser(tx: Tx, ports: Writer, opened: Opened): Promise<void> {
  const { id, customer_id, member_id, device } = opened
  if (device === null) return
  const known = await tx
    .selectFrom('customer_sessions')
    .select('device')
    .distinct()
    .where('customer_id', '=', customer_id)
    .where('member_id', 'is not distinct from', member_id)
    .where('device', 'is not', null)
    .where('id', '<>', id)
    .execute()
  if (known.length === 0 || known.some((one) => one.device === device)) return
  const { locale, recipient, ...seller } = await tx
    .selectFrom('customers')
    .innerJoin('organizations', 'organizations.id', 'customers.organization_id')
    .leftJoin('members', (join) =>
      join.onRef('members.customer_id', '=', 'customers.id').on('members.id', '=', member_id),
    )
    .select(({ fn }) => fn.coalesce('members.email', 'customers.email').as('recipient'))
    .select(['customers.locale', 'organizations.name', 'organizations.slug', 'organizations.email'])
    .where('customers.id', '=', customer_id)
    .executeTakeFirstOrThrow()
  const mail = { recipient, customer_id, locale, seller, about: {}, facts: { device } }
  await writeMails(tx, ports, [{ kind: 'signed_in', key: `signed_in:${id}`, ...mail }])
}
