import { sql, type ExpressionBuilder } from 'kysely'
import { packs } from '@verge/polar/law/packs'
import { isBillable, isPaused } from '@verge/polar/policy/subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { addDays } from '../../billing/billing-period.ts'
import { leavesAtOnce } from '../../billing/cancellation.ts'
import type { Tables } from '../../db/tables.ts'
import type { LeavingStatementRow } from '../../db/tables/leaving.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Tx } from '../../ports/ports.ts'
import { planPurchaseWithdrawal } from '../leaving/withdraw-purchase.ts'

/** What a declaration can mean. */
export interface Contract {
  /** A subscription's, or that of an order of what was bought once. */
  id: string
  product: string
  /** Of its invoices. */
  numbers: readonly string[]
  /** Null: it was bought once. */
  running: Running | null
}

interface Running extends Pick<SubscriptionRow, 'status' | 'current_period_end'> {
  leaves_at_once: boolean
}

type Declared = Pick<LeavingStatementRow, 'organization_id' | 'email' | 'kind' | 'created_at'>

/** What somebody with this address has and may end: their own, or that of a customer whose bills they look after. */
export async function contractsOf(tx: Tx, statement: Declared): Promise<Contract[]> {
  const running = await runningOf(tx, statement)
  return statement.kind === 'withdrawal' ? [...running, ...(await purchasesOf(tx, statement))] : running
}

/** Whose customer goes by this address, or has somebody with it who looks after the bills. */
function answersTo(email: string) {
  const address = email.toLowerCase()
  return ({ or, eb, exists, selectFrom }: ExpressionBuilder<Tables, 'customers'>) =>
    or([
      eb(sql`lower(customers.email)`, '=', address),
      exists(
        selectFrom('members')
          .select('members.id')
          .whereRef('members.customer_id', '=', 'customers.id')
          .where('members.deleted_at', 'is', null)
          .where('members.role', 'in', ['owner', 'billing_manager'])
          .where(sql`lower(members.email)`, '=', address),
      ),
    ])
}

/** No law gives more; what is left of the last day is asked of the policy. */
const withdrawalDaysMax = Math.max(...packs.map(({ withdrawal_days }) => withdrawal_days ?? 0)) + 3

/** What was bought once and can be withdrawn from; nobody has to choose among what cannot. */
async function purchasesOf(tx: Tx, { organization_id, email, created_at }: Declared): Promise<Contract[]> {
  const bought = await tx
    .selectFrom('orders')
    .innerJoin('customers', 'customers.id', 'orders.customer_id')
    .innerJoin('products', 'products.id', 'orders.product_id')
    .selectAll('orders')
    .select('products.name as product')
    .where('orders.organization_id', '=', organization_id)
    .where('orders.billing_reason', '=', 'purchase')
    .where('orders.paid_at', '>', addDays(created_at, -withdrawalDaysMax))
    .where('customers.deleted_at', 'is', null)
    .where(answersTo(email))
    .orderBy('orders.created_at')
    .orderBy('orders.id')
    .execute()
  const contracts: Contract[] = []
  for (const { product, ...order } of bought) {
    if (await isWithdrawable(tx, order, created_at))
      contracts.push({ id: order.id, product, numbers: [order.invoice_number], running: null })
  }
  return contracts
}

async function isWithdrawable(tx: Tx, order: OrderRow, received_at: Date): Promise<boolean> {
  try {
    await planPurchaseWithdrawal(tx, order, received_at)
    return true
  } catch (error) {
    if (isRefusal(error, 'WithdrawalNotPossible')) return false
    throw error
  }
}

async function runningOf(tx: Tx, { organization_id, email }: Declared): Promise<Contract[]> {
  const found = await tx
    .selectFrom('subscriptions')
    .innerJoin('customers', 'customers.id', 'subscriptions.customer_id')
    .innerJoin('products', 'products.id', 'subscriptions.product_id')
    .select([
      'subscriptions.id',
      'subscriptions.status',
      'subscriptions.current_period_start',
      'subscriptions.current_period_end',
      'products.name as product',
    ])
    .where('subscriptions.organization_id', '=', organization_id)
    .where('subscriptions.ended_at', 'is', null)
    .where('customers.deleted_at', 'is', null)
    .where(answersTo(email))
    .orderBy('subscriptions.created_at')
    .orderBy('subscriptions.id')
    .execute()
  const running = found.filter((one) => isBillable(one) || isPaused(one))
  if (running.length === 0) return []
  const orders = await tx
    .selectFrom('orders')
    .select(['subscription_id', 'invoice_number', 'status', 'period_start'])
    .where(
      'subscription_id',
      'in',
      running.map(({ id }) => id),
    )
    .execute()
  return running.map((one) => {
    const own = orders.filter(({ subscription_id }) => subscription_id === one.id)
    return {
      id: one.id,
      product: one.product,
      numbers: own.map(({ invoice_number }) => invoice_number),
      running: { ...one, leaves_at_once: leavesAtOnce(one, own) },
    }
  })
}

/** The only one, or the only one that the words name by a number or by what was bought; undefined: they have to say. */
export function meantBy(contract: string, contracts: readonly Contract[]): Contract | undefined {
  if (contracts.length === 1) return contracts[0]
  const words = contract.toLowerCase()
  const isNamed = (text: string) => words.includes(text.toLowerCase())
  const numbered = contracts.filter(({ id, numbers }) => isNamed(id) || numbers.some(isNamed))
  if (numbered.length > 0) return numbered.length === 1 ? numbered[0] : undefined
  const named = contracts.filter(({ product }) => words.trim() === product.toLowerCase())
  return named.length === 1 ? named[0] : undefined
}
