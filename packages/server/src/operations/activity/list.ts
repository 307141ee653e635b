import { sql, type Expression } from 'kysely'
import type {
  getTimeline as timeline,
  Happening,
  listActivity as activity,
} from '@verge/polar/contract/activity'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Database, Ports } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { listed, pageOf, type Page } from '../listing.ts'
import { ownSubscription } from '../subscriptions/preview.ts'
import { factsOf } from './happenings.ts'

type Answer = OutputOf<typeof activity>

export async function getTimeline(
  { db }: Ports,
  actor: CustomerActor,
  { params, query }: InputOf<typeof timeline>,
): Promise<Answer> {
  const { subscription } = await ownSubscription(db, actor, params.id)
  const { id } = subscription
  return happenings(
    db,
    sql`
      SELECT ${id}::uuid
      UNION ALL SELECT orders.id FROM orders WHERE subscription_id = ${id}
      UNION ALL SELECT refunds.id FROM refunds WHERE subscription_id = ${id}
      UNION ALL SELECT seats.id FROM customer_seats AS seats WHERE subscription_id = ${id}`,
    { actor, query },
  )
}

export async function listActivity(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof activity>,
): Promise<Answer> {
  const { customer_id } = actor
  const own = sql`SELECT id FROM subscriptions WHERE customer_id = ${customer_id}`
  return happenings(
    db,
    sql`
      SELECT ${customer_id}::uuid
      UNION ALL ${own}
      UNION ALL SELECT orders.id FROM orders WHERE customer_id = ${customer_id}
      UNION ALL SELECT refunds.id FROM refunds WHERE customer_id = ${customer_id}
      UNION ALL SELECT members.id FROM members WHERE customer_id = ${customer_id}
      UNION ALL SELECT seats.id FROM customer_seats AS seats WHERE subscription_id IN (${own})`,
    { actor, query },
  )
}

/** Of the audit entries of these, a page; what each says is news or not. */
async function happenings(
  db: Database,
  ids: Expression<unknown>,
  { actor, query }: { actor: CustomerActor; query: Page | undefined },
): Promise<Answer> {
  const { limit, offset } = pageOf(query)
  const found = db.selectFrom('audit_entries').where(sql<boolean>`audit_entries.aggregate_id IN (${ids})`)
  const [{ count }, entries] = await Promise.all([
    found.select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow(),
    found
      .innerJoin('events', (join) =>
        join
          .onRef('events.aggregate_id', '=', 'audit_entries.aggregate_id')
          .onRef('events.version', '=', 'audit_entries.version'),
      )
      .select([
        'audit_entries.id',
        'audit_entries.created_at',
        'audit_entries.actor',
        'audit_entries.before',
        'audit_entries.after',
        'events.aggregate_type',
      ])
      .orderBy('audit_entries.created_at', 'desc')
      // At one instant what was paid for begins before it is paid.
      .orderBy('events.aggregate_type')
      .orderBy('audit_entries.aggregate_id')
      .orderBy('audit_entries.version', 'desc')
      .limit(limit)
      .offset(offset)
      .execute(),
  ])
  const told = entries.flatMap((entry) =>
    factsOf(entry.aggregate_type, entry.before, entry.after).map((fact) => ({ entry, fact })),
  )
  const [products, members] = await Promise.all([
    namesOf(
      db,
      'products',
      told.flatMap(({ fact }) => fact.product_id ?? []),
    ),
    namesOf(
      db,
      'members',
      told.flatMap(({ entry }) => /^member:(.+)/.exec(entry.actor)?.[1] ?? []),
    ),
  ])
  const items = told.map(({ entry, fact: { product_id, ...fact } }, index): Happening => {
    const [kind, who = ''] = entry.actor.split(':')
    return {
      person: null,
      amount: null,
      currency: null,
      seats: null,
      date: null,
      ...fact,
      id: `${entry.id}-${index}`,
      at: entry.created_at,
      by: actors[kind!] ?? 'system',
      is_own: isOwn(entry.actor, actor),
      by_name: kind === 'member' ? (members.get(who) ?? null) : null,
      product_name: product_id ? (products.get(product_id) ?? null) : null,
    }
  })
  return listed(items, count as number, query)
}

/** Whoever bought without being signed in became the customer. */
const actors: Readonly<Record<string, Happening['by']>> = {
  customer: 'customer',
  anonymous: 'customer',
  member: 'member',
  organization: 'seller',
}

/** The owner is the customer, whether they came as a member or, as before there were any, without. */
function isOwn(name: string, actor: CustomerActor): boolean {
  const { customer_id, member } = actor
  if (name === nameOf(actor)) return true
  const isByCustomer = name === 'anonymous' || name === `customer:${customer_id}`
  return isByCustomer && (!member || member.role === 'owner')
}

async function namesOf(
  db: Database,
  table: 'products' | 'members',
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const name = table === 'products' ? sql<string>`name` : sql<string>`coalesce(name, email)`
  const rows = await db
    .selectFrom(table)
    .select(['id', name.as('name')])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
