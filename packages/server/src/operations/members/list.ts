import { sql } from 'kysely'
import type { listPortalMembers as contract } from '@verge/polar/contract/members'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Database, Ports } from '../../ports/ports.ts'
import type { MemberActor } from '../actor.ts'
import { listed, newestFirst, pageThrough, type Sorted } from '../listing.ts'
import { refuseUnlessTeam } from './find.ts'
import { presentPortalMember } from './present.ts'

export async function listPortalMembers(
  { db }: Ports,
  actor: MemberActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const customer = await db
    .selectFrom('customers')
    .select('type')
    .where('id', '=', actor.customer_id)
    .executeTakeFirstOrThrow()
  refuseUnlessTeam(customer)
  const { rows, count } = await pageThrough(membersOf(db, actor.customer_id), query, newestFirst)
  return listed(rows.map(presentPortalMember), count, query)
}

export function membersOf(db: Database, customer_id: string) {
  return db.selectFrom('members').where('customer_id', '=', customer_id).where('deleted_at', 'is', null)
}

export const sorted = (sorting: readonly string[] | undefined): Sorted => ({
  sorting,
  fallback: '-created_at',
  columns: {
    created_at: sql.ref('created_at'),
    email: sql.ref('email'),
    name: sql.ref('name'),
    role: sql.ref('role'),
  },
})
