import { sql } from 'kysely'
import { isPaid } from '@verge/polar/policy/orders'
import { isActive, isPastDue } from '@verge/polar/policy/subscriptions'
import type { AggregateRows } from '../../db/tables.ts'
import type { BenefitGrantRow } from '../../db/tables/benefits.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { RefundRow } from '../../db/tables/payments.ts'
import type { CustomerSeatRow, SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'

/** Whose access is looked at: of these subscriptions and purchases, which had or have these products. */
export interface Whose {
  subscription_ids: readonly string[]
  /** Of what was bought once; others give nothing by themselves. */
  order_ids: readonly string[]
  product_ids: readonly string[]
}

interface Step<Row> {
  before: Row | null
  after: Row
}
type Changed = {
  [Table in keyof AggregateRows]: { table: Table; steps: readonly Step<AggregateRows[Table]>[] }
}[keyof AggregateRows]

/** Null: nobody gains or loses anything by this change. */
export function accessTouchedBy(changed: Changed): Whose | null {
  if (changed.table === 'subscriptions') return ofSubscriptions(changed.steps)
  if (changed.table === 'customer_seats') return ofSeats(changed.steps)
  if (changed.table === 'orders') return ofPurchases(changed.steps)
  if (changed.table === 'refunds') return ofRefunds(changed.steps)
  return null
}

function ofSubscriptions(steps: readonly Step<SubscriptionRow>[]): Whose | null {
  const touched = steps.filter(({ before, after }) => {
    const [had, has] = [before ? accessOf(before) : 'none', accessOf(after)]
    return had !== has || (has !== 'none' && before?.product_id !== after.product_id)
  })
  return whose(
    touched.map(({ after }) => after.id),
    touched.flatMap(({ before, after }) =>
      before ? [before.product_id, after.product_id] : [after.product_id],
    ),
  )
}

/** Of what is past due it depends on the seller's days of grace. */
function accessOf(subscription: SubscriptionRow): 'full' | 'in grace' | 'none' {
  if (isActive(subscription)) return 'full'
  return isPastDue(subscription) ? 'in grace' : 'none'
}

function ofSeats(steps: readonly Step<CustomerSeatRow>[]): Whose | null {
  const touched = steps.filter(
    ({ before, after }) => (before?.status === 'claimed') !== (after.status === 'claimed'),
  )
  return whose(
    touched.map(({ after }) => after.subscription_id),
    [],
  )
}

function whose(subscription_ids: readonly string[], product_ids: readonly string[]): Whose | null {
  return subscription_ids.length === 0 ? null : { subscription_ids, order_ids: [], product_ids }
}

function ofPurchases(steps: readonly Step<OrderRow>[]): Whose | null {
  const touched = steps.filter(
    ({ before, after }) =>
      after.billing_reason === 'purchase' && Boolean(before && isHad(before)) !== isHad(after),
  )
  return whosePurchases(touched.map(({ after }) => after.id))
}

/** Paid, and the money is still the seller's: what is given back takes the benefits along where the seller says so, and a withdrawal does. */
function isHad(order: Pick<OrderRow, 'status' | 'dispute_status'>): boolean {
  return isPaid(order) && order.dispute_status !== 'lost'
}

function ofRefunds(steps: readonly Step<RefundRow>[]): Whose | null {
  const touched = steps.filter(
    ({ before, after }) =>
      after.revoke_benefits && (before?.status === 'succeeded') !== (after.status === 'succeeded'),
  )
  return whosePurchases(touched.map(({ after }) => after.order_id))
}

function whosePurchases(order_ids: readonly string[]): Whose | null {
  return order_ids.length === 0 ? null : { subscription_ids: [], order_ids, product_ids: [] }
}

interface Gaps {
  /** To who never had it by this subscription or purchase. */
  given: BenefitGrantRow[]
  again: BenefitGrantRow[]
  taken: BenefitGrantRow[]
}

/**
 * Between what subscriptions and purchases give and what is granted. A product's row is shared meanwhile: whoever changes
 * what comes with it waits, and finds them as they are now; or was first, and is seen here.
 */
export async function gapsBetween(
  tx: Tx,
  { clock, ids }: Pick<Recorder, 'clock' | 'ids'>,
  { subscription_ids, order_ids, product_ids }: Whose,
): Promise<Gaps> {
  const now = clock.now()
  await sql`
    SELECT id FROM products
    WHERE id = ANY (${product_ids}::uuid[])
       OR id IN (SELECT product_id FROM subscriptions WHERE id = ANY (${subscription_ids}::uuid[]))
       OR id IN (SELECT product_id FROM orders WHERE id = ANY (${order_ids}::uuid[]))
    ORDER BY id FOR SHARE
  `.execute(tx)
  const { rows } = await sql<Gap>`
    WITH source AS (
      SELECT subscriptions.id AS subscription_id, NULL::uuid AS order_id, subscriptions.organization_id,
        subscriptions.customer_id, subscriptions.product_id, subscriptions.seats
      FROM subscriptions JOIN organizations ON organizations.id = subscriptions.organization_id
      WHERE subscriptions.id = ANY (${subscription_ids}::uuid[])
        AND (subscriptions.status IN ('trialing', 'active')
          OR (subscriptions.status = 'past_due'
            AND subscriptions.past_due_at + organizations.grace_days * interval '24 hours' > ${now}::timestamptz))
      UNION ALL
      SELECT NULL, orders.id, orders.organization_id, orders.customer_id, orders.product_id, NULL
      FROM orders JOIN customers ON customers.id = orders.customer_id AND customers.deleted_at IS NULL
      WHERE orders.id = ANY (${order_ids}::uuid[]) AND orders.billing_reason = 'purchase'
        AND orders.status IN ('paid', 'partially_refunded', 'refunded') AND orders.dispute_status IS DISTINCT FROM 'lost'
        AND NOT EXISTS (
          SELECT FROM refunds WHERE refunds.order_id = orders.id AND revoke_benefits AND refunds.status = 'succeeded')
        AND NOT EXISTS (SELECT FROM cancellation_receipts WHERE cancellation_receipts.order_id = orders.id)
    ), wanted AS (
      SELECT source.subscription_id, source.order_id, source.organization_id, benefits.id AS benefit_id,
        holder.customer_id, holder.member_id
      FROM source
        JOIN product_benefits ON product_benefits.product_id = source.product_id
        JOIN benefits ON benefits.id = product_benefits.benefit_id AND benefits.deleted_at IS NULL
        JOIN LATERAL (
          SELECT source.customer_id, NULL::uuid AS member_id WHERE source.seats IS NULL
          UNION
          SELECT seat.customer_id, seat.member_id FROM customer_seats AS seat
          WHERE seat.subscription_id = source.subscription_id AND seat.status = 'claimed' AND source.seats IS NOT NULL
        ) AS holder ON true
    ), granted AS (
      SELECT * FROM benefit_grants
      WHERE subscription_id = ANY (${subscription_ids}::uuid[]) OR order_id = ANY (${order_ids}::uuid[])
    )
    SELECT coalesce(wanted.subscription_id, granted.subscription_id) AS subscription_id,
      coalesce(wanted.order_id, granted.order_id) AS order_id,
      coalesce(wanted.organization_id, granted.organization_id) AS organization_id,
      coalesce(wanted.benefit_id, granted.benefit_id) AS benefit_id,
      coalesce(wanted.customer_id, granted.customer_id) AS customer_id,
      coalesce(wanted.member_id, granted.member_id) AS member_id,
      wanted.benefit_id IS NOT NULL AS is_wanted,
      granted.id, granted.created_at, granted.modified_at, granted.version, granted.granted_at, granted.revoked_at
    FROM wanted FULL JOIN granted
      ON coalesce(wanted.subscription_id, wanted.order_id) = coalesce(granted.subscription_id, granted.order_id)
      AND wanted.benefit_id = granted.benefit_id
      AND coalesce(wanted.member_id, wanted.customer_id) = coalesce(granted.member_id, granted.customer_id)
    WHERE (wanted.benefit_id IS NOT NULL) <> (granted.granted_at IS NOT NULL)
    ORDER BY 1, 2, 4, 5, 6
  `.execute(tx)
  const grantOf = ({ id, ...gap }: Gap) => {
    const { subscription_id, order_id, organization_id, benefit_id, customer_id, member_id, ...known } = gap
    const place = { subscription_id, order_id, organization_id, benefit_id, customer_id, member_id }
    const { created_at, modified_at, version, granted_at, revoked_at } = known
    return id === null
      ? {
          ...place,
          id: ids.uuid(),
          created_at: now,
          modified_at: null,
          version: 1,
          granted_at: now,
          revoked_at: null,
        }
      : { ...place, id, created_at, modified_at, version, granted_at, revoked_at }
  }
  return {
    given: rows.filter(({ id }) => id === null).map(grantOf),
    again: rows.filter(({ id, is_wanted }) => id !== null && is_wanted).map(grantOf),
    taken: rows.filter(({ is_wanted }) => !is_wanted).map(grantOf),
  }
}

type Gap = Omit<BenefitGrantRow, 'id'> & { id: string | null; is_wanted: boolean }
