import { expect, it } from 'vitest'
import { advanceClock } from '@verge/server/jobs/run-due'
import { updateCustomerSubscription } from '@verge/server/operations/subscriptions/update'
import { openWorld } from '../world/open.ts'

/** Ada's monthly subscription, from the 31st of January 2027 on. */
async function begin() {
  const world = await openWorld()
  const { db, processor } = world.ports
  const { actor } = await world.addCustomer('ada@example.com', '4242424242424242')
  const { id } = await world.subscribe(actor.customer_id)
  let told = 0
  return {
    until: (date: string) => advanceClock(world.ports, world.moveTo, new Date(`${date}T12:00:00Z`)),
    ask: (body: Parameters<typeof updateCustomerSubscription>[2]['body']) =>
      updateCustomerSubscription(world.ports, actor, { params: { id }, body }),
    bankAnswers: (card: 'insufficient_funds' | 'succeeds') =>
      db
        .updateTable('sandbox_processor.cards' as 'orders')
        .set({ card } as never)
        .execute(),
    payments: async () => (await processor.ledger()).filter(({ status }) => status === 'succeeded').length,
    /** What was told of the subscription since this was asked last: each day with its events, customer.state_changed aside. */
    async news(): Promise<string[]> {
      const rows = await db
        .selectFrom('events')
        .select(['created_at', 'types'])
        .where('aggregate_id', '=', id)
        .orderBy('version')
        .execute()
      const fresh = rows.slice(told)
      told = rows.length
      return fresh.map(({ created_at, types }) => {
        const named = types.filter((type) => type !== 'customer.state_changed')
        return [created_at.toISOString().slice(0, 10), ...named].join(' ').replaceAll('subscription.', '')
      })
    },
  }
}

it('a year of one subscription: every event that is told of it, and every payment', async () => {
  const { until, ask, bankAnswers, payments, news } = await begin()
  expect(await news()).toEqual(['2027-01-31 created', '2027-01-31 updated active'])
  expect(await payments()).toBe(1)

  // February is short: its last day begins the second period, and leaving then is thought over until the next.
  await until('2027-02-28')
  expect(await news()).toEqual(['2027-02-28 cycled updated'])
  await ask({ cancel_at_period_end: true })
  expect(await news()).toEqual(['2027-02-28 updated canceled'])
  await until('2027-03-10')
  await ask({ cancel_at_period_end: false })
  expect(await news()).toEqual(['2027-03-10 updated uncanceled'])

  // A pause runs from the end of what is paid until Ada comes back, from which day her periods count then.
  await until('2027-04-15')
  await ask({ pause_at_period_end: true })
  expect(await news()).toEqual(['2027-03-31 cycled updated', '2027-04-15 updated'])
  await until('2027-05-20')
  expect(await news()).toEqual(['2027-04-30 updated paused'])
  expect(await payments()).toBe(3)
  await ask({ resume: true })
  expect(await news()).toEqual(['2027-05-20 updated resumed'])
  expect(await payments()).toBe(4)

  // Her account runs dry: the bank is asked again on the second day and on the seventh, when there is money once more.
  await bankAnswers('insufficient_funds')
  await until('2027-06-25')
  expect(await news()).toEqual(['2027-06-20 cycled updated', '2027-06-20 updated past_due'])
  await bankAnswers('succeeds')
  await until('2027-06-28')
  expect(await news()).toEqual(['2027-06-27 updated active'])
  expect(await payments()).toBe(5)

  await until('2028-01-05')
  expect(await news()).toEqual([
    '2027-07-20 cycled updated',
    '2027-08-20 cycled updated',
    '2027-09-20 cycled updated',
    '2027-10-20 cycled updated',
    '2027-11-20 cycled updated',
    '2027-12-20 cycled updated',
  ])
  expect(await payments()).toBe(11)

  // She leaves, keeps what is paid, and is neither charged nor told of again.
  await ask({ cancel_at_period_end: true })
  await until('2028-06-30')
  expect(await news()).toEqual(['2028-01-05 updated canceled', '2028-01-20 updated canceled revoked'])
  expect(await payments()).toBe(11)
})
