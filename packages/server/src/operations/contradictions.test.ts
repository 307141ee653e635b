import { sql, type RawBuilder } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { runDue } from '../jobs/run-due.ts'
import { generateInvoice } from './orders/invoice.ts'
import { updateCustomerOrder } from './orders/update.ts'
import { createRefund } from './refunds/create.ts'
import { contradictionsSince } from './contradictions.ts'
import { brokenInvariants } from '../db/invariants.ts'

let world: World

/** Ada, in her second month, with a cent given back of the first, and an invoice of it. */
beforeEach(async () => {
  world = await openWorld()
  const { actor } = await world.addCustomer('ada@example.com', '4242424242424242')
  await world.subscribe(actor.customer_id)
  const order = await world.ports.db.selectFrom('orders').select('id').executeTakeFirstOrThrow()
  world.moveTo(new Date('2027-02-28T12:00:00Z'))
  await runDue(world.ports)
  const refund = { order_id: order.id, amount: 1, reason: 'other' as const }
  await createRefund(world.ports, world.organization, {
    body: { ...refund, revoke_benefits: false, metadata: {} },
  })
  const address = { line1: '1 Main Street', line2: null, postal_code: '1010', city: 'Wien', state: null }
  const params = { id: order.id }
  await updateCustomerOrder(world.ports, actor, {
    params,
    body: { billing_name: 'Ada', billing_address: { ...address, country: 'AT' } },
  })
  await generateInvoice(world.ports, actor, { params })
})

/** As nobody may: past every constraint that a trigger keeps. */
async function write(statement: RawBuilder<unknown>): Promise<void> {
  await world.ports.db.connection().execute(async (db) => {
    await sql`SET session_replication_role = replica`.execute(db)
    await statement.execute(db)
    await sql`SET session_replication_role = DEFAULT`.execute(db)
  })
}
const second = sql`(SELECT id FROM orders WHERE invoice_sequence = 2)`

it('whole books break none', async () => {
  expect(await brokenInvariants(world.ports.db)).toEqual([])
  expect(await brokenInvariants(world.ports.db, new Date(0))).toEqual([])
})

it('what was written before there were seals is taken as it is, and what comes after it is sealed', async () => {
  await write(sql`UPDATE audit_entries SET hash = NULL`)
  await write(sql`UPDATE invoices SET hash = NULL`)
  world.moveTo(new Date('2027-03-31T12:00:00Z'))
  await runDue(world.ports)
  expect(await brokenInvariants(world.ports.db)).toEqual([])
  await write(sql`UPDATE audit_entries SET actor = 'nobody' WHERE hash IS NOT NULL`)
  expect(await brokenInvariants(world.ports.db)).toHaveLength(1)
})

describe('it is found that', () => {
  it.each<[string, RawBuilder<unknown>]>([
    ['numbered without a gap', sql`UPDATE orders SET invoice_sequence = 3 WHERE id = ${second}`],
    ['follows the last one', sql`UPDATE document_series SET last_invoice_number = 7`],
    ['one event and one audit entry', sql`UPDATE subscriptions SET version = version + 1`],
    ['sum of its lines', sql`UPDATE order_items SET amount = amount + 1 WHERE order_id = ${second}`],
    ['paid once', sql`UPDATE payment_attempts SET amount = amount - 1 WHERE order_id = ${second}`],
    ['paid once', sql`UPDATE payment_attempts SET status = 'failed' WHERE order_id = ${second}`],
    ['kept no money', sql`UPDATE orders SET status = 'void' WHERE id = ${second}`],
    ['given back', sql`UPDATE orders SET refunded_amount = 0 WHERE invoice_sequence = 1`],
    [
      'moved the balance',
      sql`INSERT INTO balance_entries (id, created_at, customer_id, currency, amount, order_id, reason)
          SELECT id, created_at, customer_id, currency, 5, id, 'applied' FROM orders WHERE id = ${second}`,
    ],
    ['paid for the period', sql`UPDATE subscriptions SET current_period_start = '2027-02-27T00:00:00Z'`],
    [
      'billed for no later one',
      sql`UPDATE subscriptions SET cancel_at_period_end = true, ends_at = '2027-02-28T12:00:00Z'`,
    ],
    [
      'begins no earlier',
      sql`UPDATE audit_entries SET before = jsonb_set(before, '{current_period_end}', '"2027-03-01T00:00:00Z"')
          WHERE cause = 'subscriptions.pass_period_end'`,
    ],
    [
      'stays as it ended',
      sql`UPDATE audit_entries SET before = jsonb_set(before, '{ended_at}', '"2027-02-01T00:00:00Z"')
          WHERE cause = 'subscriptions.pass_period_end'`,
    ],
    ['where the books stand', sql`UPDATE subscriptions SET status = 'past_due'`],
    [
      'says what it said',
      sql`UPDATE audit_entries SET actor = 'nobody' WHERE before IS NOT NULL AND cause = 'subscriptions.pass_period_end'`,
    ],
    [
      'follows the one',
      sql`UPDATE audit_entries AS entry SET hash = hash_of(entry, NULL)
          WHERE before IS NOT NULL AND cause = 'subscriptions.pass_period_end'`,
    ],
    ['follows the one', sql`DELETE FROM audit_entries WHERE version = 1`],
    ['follows the one', sql`UPDATE audit_entries SET hash = NULL WHERE version = 2`],
    ['an issued invoice', sql`UPDATE invoices SET content = content || '{"number": "1"}'`],
    ['longer than a lease', sql`UPDATE due_work SET leased_until = modified_at + interval '61 minutes'`],
  ])('%s is broken', async (name, breaking) => {
    await write(breaking)
    for (const since of [null, world.ports.clock.now()]) {
      const found = await brokenInvariants(world.ports.db, since)
      expect(found.join('\n')).toContain(name)
    }
  })
})

it('one who looks again and again is told of it, and not for ever', async () => {
  const contradictions = contradictionsSince(world.ports)
  expect(await contradictions()).toEqual([])
  await write(sql`UPDATE order_items SET amount = amount + 1 WHERE order_id = ${second}`)
  world.pass(301)
  expect(await contradictions()).toMatchObject([expect.stringContaining('sum of its lines')])
  world.pass(301)
  expect(await contradictions()).toHaveLength(0)
  expect(await brokenInvariants(world.ports.db)).toHaveLength(1)
})
