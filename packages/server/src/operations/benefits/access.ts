import { sql } from 'kysely'
import { isActive, isPastDue } from '@verge/polar/policy/subscriptions'
import type { AggregateRows } from '../../db/tables.ts'
import type { BenefitGrantRow } from '../../db/tables/benefits.ts'
import type { CustomerSeatRow, SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'

/** Whose access is looked at: of these subscriptions, which had or have these products. */
export interface Whose {
  subscription_ids: readonly string[]
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
  return subscription_ids.length === 0 ? null : { subscription_ids, product_ids }
}

interface Gaps {
  /** To who never had it by this subscription. */
  given: BenefitGrantRow[]
  again: BenefitGrantRow[]
  taken: BenefitGrantRow[]
}

/**
 * Between what subscriptions give and what is granted. A product's row is shared meanwhile: whoever changes what comes with
 * it waits, and finds these subscriptions as they are now; or was first, and is seen here.
 */
export async function gapsBetween(
  tx: Tx,
  { clock, ids }: Pick<Recorder, 'clock' | 'ids'>,
  { subscription_ids, product_ids }: Whose,
): Promise<Gaps> {
  const now = clock.now()
  await sql`
    SELECT id FROM products
    WHERE id = ANY (${product_ids}::uuid[])
       OR id IN (SELECT product_id FROM subscriptions WHERE id = ANY (${subscription_ids}::uuid[]))
    ORDER BY id FOR SHARE
  `.execute(tx)
  const { rows } = await sql<Gap>`
    WITH wanted AS (
      SELECT subscriptions.id AS subscription_id, subscriptions.organization_id, benefits.id AS benefit_id, holder.customer_id
      FROM subscriptions
        JOIN organizations ON organizations.id = subscriptions.organization_id
        JOIN product_benefits ON product_benefits.product_id = subscriptions.product_id
        JOIN benefits ON benefits.id = product_benefits.benefit_id AND benefits.deleted_at IS NULL
        JOIN LATERAL (
          SELECT subscriptions.customer_id WHERE subscriptions.seats IS NULL
          UNION
          SELECT seat.customer_id FROM customer_seats AS seat
          WHERE seat.subscription_id = subscriptions.id AND seat.status = 'claimed' AND subscriptions.seats IS NOT NULL
        ) AS holder ON true
      WHERE subscriptions.id = ANY (${subscription_ids}::uuid[])
        AND (subscriptions.status IN ('trialing', 'active')
          OR (subscriptions.status = 'past_due'
            AND subscriptions.past_due_at + organizations.grace_days * interval '24 hours' > ${now}::timestamptz))
    ), granted AS (
      SELECT * FROM benefit_grants WHERE subscription_id = ANY (${subscription_ids}::uuid[])
    )
    SELECT coalesce(wanted.subscription_id, granted.subscription_id) AS subscription_id,
      coalesce(wanted.organization_id, granted.organization_id) AS organization_id,
      coalesce(wanted.benefit_id, granted.benefit_id) AS benefit_id,
      coalesce(wanted.customer_id, granted.customer_id) AS customer_id,
      wanted.subscription_id IS NOT NULL AS is_wanted,
      granted.id, granted.created_at, granted.modified_at, granted.version, granted.granted_at, granted.revoked_at
    FROM wanted FULL JOIN granted USING (subscription_id, benefit_id, customer_id)
    WHERE (wanted.subscription_id IS NOT NULL) <> (granted.granted_at IS NOT NULL)
    ORDER BY 1, 3, 4
  `.execute(tx)
  const grantOf = ({ id, subscription_id, organization_id, benefit_id, customer_id, ...known }: Gap) => {
    const place = { subscription_id, organization_id, benefit_id, customer_id }
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
