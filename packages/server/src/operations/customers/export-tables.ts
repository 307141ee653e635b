import { strToU8, Zip, ZipDeflate } from 'fflate'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { byteOrderMark, cellsOf, csvLine } from './csv.ts'
import { keptOf } from './kept.ts'

const billing = [
  'billing_name',
  'billing_address.line1',
  'billing_address.line2',
  'billing_address.postal_code',
  'billing_address.city',
  'billing_address.state',
  'billing_address.country',
]

/** The columns of what holds other things; of everything else each key is one. What only describes a product is not here. */
const columns: Record<string, readonly string[]> = {
  customer: [
    'id',
    'created_at',
    'modified_at',
    'external_id',
    'type',
    'email',
    'email_verified',
    'name',
    'locale',
    ...billing,
    'tax_id',
    'default_payment_method_id',
    'oauth_accounts',
    'metadata',
  ],
  subscriptions: [
    'id',
    'created_at',
    'modified_at',
    'product_id',
    'product.name',
    'status',
    'amount',
    'currency',
    'recurring_interval',
    'recurring_interval_count',
    'seats',
    'units',
    'started_at',
    'trial_start',
    'trial_end',
    'current_period_start',
    'current_period_end',
    'current_meter_period_start',
    'current_meter_period_end',
    'past_due_at',
    'pause_at_period_end',
    'paused_at',
    'resumes_at',
    'cancel_at_period_end',
    'canceled_at',
    'customer_cancellation_reason',
    'customer_cancellation_comment',
    'ends_at',
    'ended_at',
    'customer_id',
    'discount_id',
    'checkout_id',
    'pending_update',
    'meters',
  ],
  orders: [
    'id',
    'created_at',
    'modified_at',
    'invoice_number',
    'receipt_number',
    'status',
    'paid',
    'billing_reason',
    'description',
    'currency',
    'subtotal_amount',
    'discount_amount',
    'net_amount',
    'tax_amount',
    'total_amount',
    'applied_balance_amount',
    'due_amount',
    'refunded_amount',
    'refunded_tax_amount',
    'refundable_amount',
    'refundable_tax_amount',
    'next_payment_attempt_at',
    ...billing,
    'product_id',
    'product.name',
    'seats',
    'units',
    'subscription_id',
    'customer_id',
    'discount_id',
    'checkout_id',
    'is_invoice_generated',
  ],
  payment_methods: [
    'id',
    'created_at',
    'modified_at',
    'type',
    'method_metadata.brand',
    'method_metadata.last4',
    'method_metadata.exp_month',
    'method_metadata.exp_year',
    'method_metadata.wallet',
    'processor',
    'customer_id',
  ],
}

interface Table {
  name: string
  rows: AsyncIterable<object> | Iterable<object>
}

/** All that is kept of a customer, as a ZIP archive of CSV files that is written piece by piece. A table without rows is none. */
export async function* exportCustomerTables(ports: Ports, actor: CustomerActor): AsyncGenerator<Uint8Array> {
  const { exported_at, customer, lists } = await keptOf(ports, actor)
  const tables = lists.flatMap(({ name, rows }): Table[] => [
    { name, rows: rows() },
    ...(name === 'orders' ? [{ name: 'order_items', rows: itemsOf(rows()) }] : []),
  ])
  yield* zipped([{ name: 'customer', rows: [customer] }, ...tables], exported_at)
}

/** The lines of each invoice, each with what it belongs to. */
async function* itemsOf(orders: AsyncIterable<object>): AsyncGenerator<object> {
  for await (const { id: order_id, currency, items } of orders as AsyncIterable<Invoiced>)
    for (const item of items) yield { order_id, currency, ...item }
}

interface Invoiced {
  id: string
  currency: string
  items: readonly object[]
}

async function* zipped(tables: readonly Table[], mtime: Date): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  function* taken() {
    yield* ready
    ready = []
  }
  for (const { name, rows } of tables) {
    let file: ZipDeflate | null = null
    let paths: readonly string[] = []
    for await (const row of rows) {
      if (!file) {
        paths = columns[name] ?? Object.keys(row)
        file = Object.assign(new ZipDeflate(`${name}.csv`), { mtime })
        zip.add(file)
        file.push(strToU8(byteOrderMark + csvLine(paths.map((path) => path.replaceAll('.', '_')))))
      }
      file.push(strToU8(csvLine(cellsOf(row, paths))))
      yield* taken()
    }
    file?.push(new Uint8Array(), true)
  }
  zip.end()
  yield* taken()
}
