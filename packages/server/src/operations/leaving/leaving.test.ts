import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { CustomerActor } from '../actor.ts'
import { updatePortalCustomer } from '../customers/portal.ts'
import { updateOrganization } from '../organizations/update.ts'
import { uncancelSubscription } from '../subscriptions/cancel.ts'
import { cancelAsQuoted, quoteCancellation } from './cancel.ts'
import { recordWithdrawalConsent } from './consent.ts'
import { quoteWithdrawal, withdrawAsQuoted } from './withdraw.ts'

let world: World
let actor: CustomerActor
let subscription: SubscriptionRow
let people = 0
beforeEach(async () => {
  world ??= await openWorld()
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  await updateOrganization(world.ports, world.organization, { body: { default_jurisdiction: 'FR' } })
  actor = (await world.addCustomer(`guest-${people++}@example.com`, '4242424242424242')).actor
  subscription = await world.subscribe(actor.customer_id)
})
afterAll(() => world.ports.db.destroy())

const paris = {
  line1: '17 rue de la Paix',
  line2: null,
  postal_code: '75002',
  city: 'Paris',
  state: null,
  country: 'FR',
}
const params = () => ({ id: subscription.id })
const quote = () => quoteCancellation(world.ports, actor, { params: params() })
const cancel = (quote_id: string) =>
  cancelAsQuoted(world.ports, actor, { params: params(), body: { quote_id } })
const quoteBack = () => quoteWithdrawal(world.ports, actor, { params: params() })
const withdraw = (quote_id: string) =>
  withdrawAsQuoted(world.ports, actor, { params: params(), body: { quote_id } })
const stateNow = () =>
  world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', subscription.id)
    .executeTakeFirstOrThrow()
const consent = (kind: 'begin_early' | 'waived') =>
  recordWithdrawalConsent(world.ports, world.organization, {
    params: params(),
    body: { kind, text: 'I agree.', given_at: new Date('2027-01-31T11:59:00Z') },
  })
const refundsNow = () =>
  world.ports.db
    .selectFrom('refunds')
    .select(['amount', 'tax_amount', 'status'])
    .where('customer_id', '=', actor.customer_id)
    .execute()

describe('cancelling as it was shown', () => {
  it('ends with the period, as the quote said, and gives the receipt', async () => {
    const shown = await quote()
    expect(shown).toMatchObject({ ends_at: subscription.current_period_end, refund: null, open: [] })
    const { subscription: canceled, receipt } = await cancel(shown.id)
    expect(canceled).toMatchObject({ cancel_at_period_end: true, ends_at: shown.ends_at })
    expect(receipt).toMatchObject({ kind: 'cancellation', ends_at: shown.ends_at })
  })

  it('does nothing where anything moved meanwhile', async () => {
    const shown = await quote()
    await cancel(shown.id)
    await expect(cancel(shown.id)).rejects.toMatchObject({ error: 'AlreadyCanceledSubscription' })
    await uncancelSubscription(world.ports, actor, { params: params() })
    const before = await stateNow()
    await expect(cancel(shown.id)).rejects.toMatchObject({ error: 'QuoteOutdated' })
    expect(await stateNow()).toEqual(before)
  })
})

describe('withdrawing', () => {
  it('ends it at once, gives all of it back, and gives the receipt', async () => {
    world.moveTo(new Date('2027-02-13T12:00:00Z'))
    const shown = await quoteBack()
    expect(shown).toMatchObject({
      ends_at: null,
      refund: { amount: 2000, currency: 'usd' },
      refund_basis: 'full',
      possible_until: new Date('2027-02-15T12:00:00Z'),
    })
    const { subscription: ended, receipt } = await withdraw(shown.id)
    expect(ended).toMatchObject({ status: 'canceled', ended_at: new Date('2027-02-13T12:00:00Z') })
    expect(receipt).toMatchObject({ kind: 'withdrawal', declared_by: 'customer' })
    expect(await refundsNow()).toEqual([{ amount: 2000, tax_amount: 0, status: 'succeeded' }])
    await expect(withdraw(shown.id)).rejects.toMatchObject({ error: 'WithdrawalNotPossible' })
  })

  it('keeps what was used where it was asked to begin early, and is shown anew on another day', async () => {
    await consent('begin_early')
    await consent('begin_early')
    world.moveTo(new Date('2027-02-07T12:00:00Z'))
    const shown = await quoteBack()
    // 7 of 28 days were used.
    expect(shown).toMatchObject({ refund: { amount: 1500 }, refund_basis: 'pro_rata' })
    world.moveTo(new Date('2027-02-08T12:00:00Z'))
    await expect(withdraw(shown.id)).rejects.toMatchObject({ error: 'QuoteOutdated' })
    expect(await refundsNow()).toEqual([])
    await withdraw((await quoteBack()).id)
    expect(await refundsNow()).toMatchObject([{ amount: 1429, status: 'succeeded' }])
  })

  it('is not possible after the time, without such a law, as a business, or once it was given up', async () => {
    const refused = { error: 'WithdrawalNotPossible' }
    world.moveTo(new Date('2027-02-15T12:00:00Z'))
    await expect(quoteBack()).rejects.toMatchObject(refused)
    world.moveTo(new Date('2027-02-01T12:00:00Z'))
    await updateOrganization(world.ports, world.organization, { body: { default_jurisdiction: 'US-CA' } })
    await expect(quoteBack()).rejects.toMatchObject(refused)
    await updateOrganization(world.ports, world.organization, { body: { default_jurisdiction: null } })
    expect(await quoteBack()).toMatchObject({ refund: { amount: 2000 } })
    const billed = (tax_id: string | null) =>
      updatePortalCustomer(world.ports, actor, { body: { billing_address: paris, tax_id } })
    await billed('FR40303265045')
    await expect(quoteBack()).rejects.toMatchObject(refused)
    await billed(null)
    expect(await quoteBack()).toMatchObject({ refund: { amount: 2000 } })
    await consent('waived')
    await expect(quoteBack()).rejects.toMatchObject(refused)
  })
})
