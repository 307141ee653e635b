import * as z from 'zod'
import { sql } from 'kysely'
import { toldBenefitGrant } from '@verge/polar/contract/benefits'
import { checkout } from '@verge/polar/contract/checkouts'
import { customer, customerState } from '@verge/polar/contract/customers'
import { order } from '@verge/polar/contract/orders'
import { refund } from '@verge/polar/contract/refunds'
import { member } from '@verge/polar/contract/members'
import { customerSeat } from '@verge/polar/contract/seats'
import { subscription } from '@verge/polar/contract/subscriptions'
import type { AggregateRows } from '../../db/tables.ts'
import type { AggregateType } from '../../db/tables/records.ts'
import type { WebhookEventRow } from '../../db/tables/webhooks.ts'
import type { Ports } from '../../ports/ports.ts'
import { presentGrants } from '../benefits/present.ts'
import { presentCheckout } from '../checkouts/present.ts'
import { presentCustomer } from '../customers/present.ts'
import { presentState } from '../customers/state.ts'
import { presentMember } from '../members/present.ts'
import { presentOrders } from '../orders/present.ts'
import { presentRefund } from '../refunds/present.ts'
import { presentSeat } from '../seats/present.ts'
import { presentSubscriptions } from '../subscriptions/present.ts'
import { bodyOf } from './body.ts'

type Books = Pick<Ports, 'db' | 'clock' | 'publicUrl'>

/** What tells of a change, made once and sent at each try: the row as the change left it, with what belongs to it. */
export async function payloadOf(
  ports: Books,
  {
    event_id,
    type,
    created_at,
    format,
  }: Pick<WebhookEventRow, 'event_id' | 'type' | 'created_at' | 'format'>,
): Promise<string> {
  const event = await ports.db
    .selectFrom('events')
    .select(['aggregate_type', 'aggregate_id', 'version'])
    .where('id', '=', event_id)
    .executeTakeFirstOrThrow()
  const tell = tellers[event.aggregate_type]
  const data = await tell(ports, event, type === 'customer.state_changed')
  return bodyOf(format, { type, timestamp: created_at.toISOString(), data })
}

interface Version {
  aggregate_id: string
  version: number
}

type Tell = (ports: Books, at: Version, isOfCustomer: boolean) => Promise<unknown>

const tellers: Record<AggregateType, Tell> = {
  customer: teller(
    'customers',
    ({ id }) => id,
    async (_, row) => z.encode(customer, presentCustomer(row)),
  ),
  subscription: teller('subscriptions', ownerOf, async ({ db }, row) => {
    const [presented] = await presentSubscriptions(db, [row])
    return z.encode(subscription, presented!)
  }),
  order: teller('orders', ownerOf, async ({ db }, row) => {
    const [presented] = await presentOrders(db, [row])
    return z.encode(order, presented!)
  }),
  checkout: teller('checkouts', ownerOf, async (ports, row) =>
    z.encode(checkout, await presentCheckout(ports, row)),
  ),
  refund: teller('refunds', ownerOf, async (_, row) => z.encode(refund, presentRefund(row))),
  benefit_grant: teller('benefit_grants', ownerOf, async ({ db }, row) => {
    const [presented] = await presentGrants(db, [row])
    return z.encode(toldBenefitGrant, { ...presented!, previous_properties: null })
  }),
  customer_seat: teller('customer_seats', ownerOf, async ({ db }, row) =>
    z.encode(customerSeat, await presentSeat(db, row)),
  ),
  member: teller('members', ownerOf, async (_, row) => z.encode(member, presentMember(row))),
}

function ownerOf({ customer_id }: { customer_id: string | null }): string {
  if (customer_id === null) throw new Error('Nobody has it yet')
  return customer_id
}

/** A change of a subscription changes its customer's state as well: then that is what is told. */
function teller<Table extends keyof AggregateRows>(
  table: Table,
  owner: (row: AggregateRows[Table]) => string,
  present: (ports: Books, row: AggregateRows[Table]) => Promise<unknown>,
): Tell {
  return async (ports, at, isOfCustomer) => {
    const row = await asItWas(ports, table, at)
    return isOfCustomer ? stateOf(ports, owner(row)) : present(ports, row)
  }
}

async function asItWas<Table extends keyof AggregateRows>(
  { db }: Books,
  table: Table,
  { aggregate_id, version }: Version,
): Promise<AggregateRows[Table]> {
  const { rows } = await sql<AggregateRows[Table]>`
    SELECT (jsonb_populate_record(NULL::${sql.table(table)}, entry.after)).*
    FROM audit_entries AS entry WHERE entry.aggregate_id = ${aggregate_id} AND entry.version = ${version}
  `.execute(db)
  return rows[0]!
}

/** Also of somebody who was deleted meanwhile. */
async function stateOf({ db }: Books, customer_id: string): Promise<unknown> {
  const row = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  return z.encode(customerState, await presentState(db, row))
}
