import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { CustomerActor } from '../actor.ts'
import { exportCustomer } from './export.ts'
import { exportCustomerTables } from './export-tables.ts'
import { updatePortalCustomer } from './portal.ts'

let world: World
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())

async function tables(actor: CustomerActor): Promise<Record<string, string>> {
  const parts: Uint8Array[] = []
  for await (const part of exportCustomerTables(world.ports, actor)) parts.push(part)
  const files = unzipSync(Buffer.concat(parts))
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))
}

/** A table by its columns, as spreadsheets show it. */
function columnsOf(table: string): Record<string, string[]> {
  const [names, ...rows] = table
    .replace('\u{FEFF}', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
  return Object.fromEntries(names!.map((name, nth) => [name, rows.map((row) => row[nth]!)]))
}

it('has a table for each kind of thing that there is, with the amounts as people write them', async () => {
  const { customer, actor } = await world.addCustomer('ada@example.com', works)
  await updatePortalCustomer(world.ports, actor, { body: { billing_name: '=1+1' } })
  const { id } = await world.subscribe(customer.id)
  const files = await tables(actor)
  expect(Object.keys(files)).toEqual([
    'customer.csv',
    'subscriptions.csv',
    'orders.csv',
    'order_items.csv',
    'payment_methods.csv',
    'emails.csv',
  ])
  expect(columnsOf(files['customer.csv']!)).toMatchObject({
    email: ['ada@example.com'],
    billing_name: ["'=1+1"],
  })
  expect(columnsOf(files['subscriptions.csv']!)).toMatchObject({
    id: [id],
    product_name: ['Pro'],
    amount: ['20.00'],
    currency: ['usd'],
  })
  expect(columnsOf(files['orders.csv']!)).toMatchObject({ status: ['paid'], total_amount: ['20.00'] })
  expect(columnsOf(files['order_items.csv']!)).toMatchObject({ label: ['Pro'], amount: ['20.00'] })
  expect(columnsOf(files['payment_methods.csv']!)).toMatchObject({ method_metadata_last4: ['4242'] })
})

it('leaves out nothing that the other file says but what describes the product alone', async () => {
  const { customer, actor } = await world.addCustomer('grace@example.com', works)
  await world.subscribe(customer.id)
  let json = ''
  for await (const part of exportCustomer(world.ports, actor)) json += part
  const files = await tables(actor)
  const { exported_at: _, customer: one, ...lists } = JSON.parse(json) as Record<string, object[]>
  const left = Object.entries({ ...lists, customer: [one!] }).flatMap(([name, rows]) => {
    const columns = files[`${name}.csv`] ? Object.keys(columnsOf(files[`${name}.csv`]!)) : []
    const isThere = (key: string) => columns.some((column) => column === key || column.startsWith(`${key}_`))
    return rows
      .flatMap((row) => Object.keys(row).filter((key) => !isThere(key)))
      .map((key) => `${name}.${key}`)
  })
  expect(left).toEqual(['subscriptions.prices', 'orders.items'])
})

it('gives a member without a say in billing no order, card, mail or person', async () => {
  const { customer, actor } = await world.addCustomer('owner@example.com', works)
  await world.subscribe(customer.id)
  const member = { id: world.ports.ids.uuid(), role: 'member' as const }
  expect(Object.keys(await tables({ ...actor, member }))).toEqual(['customer.csv', 'subscriptions.csv'])
})

it('is written in pieces, however much there is', async () => {
  const { customer, actor } = await world.addCustomer('alan@example.com')
  const { db, clock, ids } = world.ports
  const mails = Array.from({ length: 4_000 }, (_, number) => ({
    id: ids.uuid(),
    created_at: clock.now(),
    customer_id: customer.id,
    dedupe_key: `many:${number}`,
    recipient: customer.email,
    subject: ids.uuid().repeat(4),
    body: '',
    sent_at: null,
  }))
  for (let from = 0; from < mails.length; from += 1_000)
    await db
      .insertInto('emails')
      .values(mails.slice(from, from + 1_000))
      .execute()
  let longest = 0
  let length = 0
  for await (const part of exportCustomerTables(world.ports, actor)) {
    longest = Math.max(longest, part.length)
    length += part.length
  }
  expect(length).toBeGreaterThan(2 * longest)
  expect(columnsOf((await tables(actor))['emails.csv']!).subject).toHaveLength(4_000)
})
