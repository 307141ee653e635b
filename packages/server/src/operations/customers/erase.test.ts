import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failsWhenCharged, works } from '../../../../../test/world/checkouts.ts'
import { runDue } from '../../jobs/run-due.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { MemberRole } from '@verge/polar/contract/members'
import { advanceClock } from '../../jobs/run-due.ts'
import { MailRefused, type OutgoingMail } from '../../ports/mailer.ts'
import type { CustomerActor } from '../actor.ts'
import { sendMails } from '../emails/send.ts'
import { setDefaultPaymentMethod } from '../payment-methods/set-default.ts'
import { cancelSubscription } from '../subscriptions/cancel.ts'
import { createRefund } from '../refunds/create.ts'
import { deleteCustomer } from './delete.ts'
import { eraseCustomer } from './erase.ts'
import { updatePortalCustomer } from './portal.ts'

let world: World
let actor: CustomerActor
const email = 'ada@example.com'
beforeEach(async () => {
  world = await openWorld()
  actor = (await world.addCustomer(email, works)).actor
  const billing_address = { ...nowhere, line1: 'Musterweg 1', city: 'Berlin', country: 'DE' }
  await updatePortalCustomer(world.ports, actor, { body: { billing_name: 'Ada L.', billing_address } })
})
afterEach(() => world.ports.db.destroy())

const nowhere = { line2: null, postal_code: null, state: null }
const erase = (as = actor) => eraseCustomer(world.ports, as)
const refused = { error: 'ErasureNotPossible', status: 409 }
const rows = (
  table: 'customers' | 'orders' | 'refunds' | 'payment_methods' | 'emails' | 'customer_sessions',
) => world.ports.db.selectFrom(table).selectAll().execute()
const emailNow = async () =>
  (await world.ports.db.selectFrom('customers').select('email').execute())[0]!.email

async function subscriptionThatEnded(): Promise<void> {
  const { id } = await world.subscribe(actor.customer_id)
  await cancelSubscription(world.ports, actor, { params: { id } })
  await advanceClock(world.ports, world.moveTo, new Date('2027-03-02T12:00:00Z'))
}

describe('the data of a customer of whom nothing runs any more', () => {
  it('are erased: who they are, their cards, their sessions and what was written to them', async () => {
    await subscriptionThatEnded()
    await erase()
    for (const table of ['customers', 'payment_methods', 'emails', 'customer_sessions'] as const) {
      // What the app calls them by is the app's, and no name.
      const text = JSON.stringify(await rows(table)).replace(/"external_id":"[^"]*"/g, '')
      expect([table, /ada@example\.com|Ada L\.|Musterweg/.exec(text)]).toEqual([table, null])
    }
    expect((await rows('payment_methods')).every(({ deleted_at }) => deleted_at !== null)).toBe(true)
    await runDue(world.ports)
    const attached = await world.ports.db
      .selectFrom('sandbox_processor.cards' as 'orders')
      .select('id')
      .where('detached_at' as 'id', 'is', null)
      .execute()
    expect(attached).toEqual([])
  })

  it('leave the invoices with what stands on them', async () => {
    await subscriptionThatEnded()
    const before = await rows('orders')
    await erase()
    expect(before).toHaveLength(1)
    expect(await rows('orders')).toEqual(before)
  })

  it('are erased where nothing was ever bought', async () => {
    await erase()
    expect(await emailNow()).toBe(`${actor.customer_id}@anonymized.invalid`)
  })

  it('are erased once', async () => {
    await erase()
    await expect(erase()).rejects.toMatchObject({ error: 'ResourceNotFound' })
  })
})

describe('the mail that confirms an erasure', () => {
  const arrived: OutgoingMail[] = []
  let refuses: Error | null
  beforeEach(() => {
    arrived.length = 0
    refuses = null
    world.ports.mailer = {
      delivers: true,
      async send(mail) {
        if (refuses) throw refuses
        arrived.push(mail)
      },
      close() {},
    }
  })
  const send = () => sendMails(world.ports, () => {})
  const waiting = async () => (await rows('emails')).filter((mail) => 'body' in mail && mail.body !== '')

  it('is the last one, goes to the address that was erased, and is not kept', async () => {
    await erase()
    await send()
    expect(arrived.at(-1)).toMatchObject({ recipient: email, subject: 'Your data was erased' })
    expect(arrived.at(-1)!.text).toContain('Nobody can sign in to that account any more.')
    expect(JSON.stringify(await rows('emails'))).not.toMatch(/ada@example\.com|Nobody can sign in/)
    expect(await rows('emails')).toContainEqual(
      expect.objectContaining({ kind: 'data_erased', body: '', facts: null, html: null }),
    )
  })

  it('is kept as long as it is tried, and no longer than that where nobody takes it', async () => {
    await erase()
    refuses = new Error(`busy: ${email}`)
    await send()
    expect(await waiting()).not.toEqual([])
    world.pass(3600)
    refuses = new MailRefused(`no such address: ${email}`)
    await send()
    expect(await waiting()).toEqual([])
    expect(JSON.stringify(await rows('emails'))).not.toContain(email)
  })

  it('is the last that is written, whatever becomes of an order later', async () => {
    await subscriptionThatEnded()
    await erase()
    const before = await rows('emails')
    const [order] = await rows('orders')
    const refund = { order_id: order!.id, amount: 1, reason: 'other' as const }
    await createRefund(world.ports, world.organization, {
      body: { ...refund, revoke_benefits: false, metadata: {} },
    })
    expect(await rows('refunds')).toMatchObject([{ status: 'succeeded' }])
    expect(await rows('emails')).toEqual(before)
  })

  it('is not sent where the seller deletes a customer, whose mails are forgotten all the same', async () => {
    const deletion = { params: { id: actor.customer_id }, query: { anonymize: true } }
    await deleteCustomer(world.ports, world.organization, deletion)
    await send()
    expect(arrived.map(({ subject }) => subject)).not.toContain('Your data was erased')
    expect(JSON.stringify(await rows('emails'))).not.toContain(email)
  })
})

describe('nothing is erased', () => {
  it('while a subscription runs, canceled or not', async () => {
    const { id } = await world.subscribe(actor.customer_id)
    await expect(erase()).rejects.toMatchObject(refused)
    await cancelSubscription(world.ports, actor, { params: { id } })
    await expect(erase()).rejects.toMatchObject(refused)
    expect(await emailNow()).toBe(email)
  })

  it('while a renewal is owed', async () => {
    await world.subscribe(actor.customer_id)
    const bad = await world.addCard(actor.customer_id, failsWhenCharged)
    await setDefaultPaymentMethod(world.ports, actor, bad)
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
    await expect(erase()).rejects.toMatchObject(refused)
    expect(await emailNow()).toBe(email)
  })

  it('for whoever only acts for the customer', async () => {
    const as = (role: MemberRole) => ({ ...actor, member: { id: world.ports.ids.uuid(), role } })
    await expect(erase(as('billing_manager'))).rejects.toMatchObject({ error: 'NotPermitted' })
    expect(await emailNow()).toBe(email)
  })
})
