import { patch, changeTo, seatsOf, selling, subscriberTo } from '../acting.ts'
import { behaviour, rule, type Check } from '../check.ts'
import { answers, fits, refuses, refusesInput, same } from '../expect.ts'

export const seatChanges: readonly Check[] = [
  behaviour(
    70,
    'From seats there is no way to a fixed price; to seats there is, with one taken',
    async (trial) => {
      refusesInput(await changeTo(trial, await seatsOf(trial, 2), 'pro'), 'body/product_id')
      const subscribed = await trial.subscriber()
      fits(answers(await changeTo(trial, subscribed, 'team'), 200).body, { seats: 1 })
      const seats = await trial.get(`/v1/customer-seats?subscription_id=${subscribed.subscription.id}`)
      fits(seats, { seats: [{ status: 'claimed' }], total_seats: 1, available_seats: 0 })
      await trial.configure({ proration_behavior: 'next_period' })
      const waiting = await changeTo(trial, await trial.subscriber(), 'team')
      refusesInput(waiting, 'body/proration_behavior')
    },
  ),
  rule('change.team', 'Whoever changes to seats is a team from then on', async (trial) => {
    await trial.configure({ member_model_enabled: true })
    const subscribed = await trial.subscriber()
    answers(await changeTo(trial, subscribed, 'team'), 200)
    same((await trial.get(`/v1/customers/${subscribed.customer.id}`)).type, 'team', 'type')
  }),
  behaviour(
    76,
    'Fewer seats than are taken, and fewer or more than are sold, are refused; without seats too',
    async (trial) => {
      const team = await seatsOf(trial, 3)
      const seat = (body: object) => trial.post('/v1/customer-portal/seats', body, team.token)
      for (const _ of [1, 2]) await seat({ subscription_id: team.subscription.id, email: trial.newEmail() })
      refuses(await patch(trial, team, { seats: 1 }), 400, 'SeatsAlreadyAssigned')
      refuses(await patch(trial, team, { seats: 11 }), 400, 'AboveMaximumSeats')
      refusesInput(await patch(trial, team, { seats: 0 }))
      const tiers = [{ min_seats: 2, max_seats: 10, price_per_seat: 1000 }]
      const prices = [{ amount_type: 'seat_based', price_currency: 'usd', seat_tiers: { tiers } }]
      const pairs = await subscriberTo(trial, await selling(trial, { prices }), { seats: 3 })
      refuses(await patch(trial, pairs, { seats: 1 }), 400, 'BelowMinimumSeats')
      fits(answers(await patch(trial, pairs, { seats: 2 }), 200).body, { seats: 2 })
      refuses(await patch(trial, await trial.subscriber(), { seats: 2 }), 400, 'NotASeatBasedSubscription')
    },
  ),
  behaviour(
    77,
    'As many seats as before change nothing and tell nobody; a change that waits is dropped',
    async (trial) => {
      const team = await seatsOf(trial, 2)
      const receiver = await trial.receiver(['subscription.updated'])
      fits(answers(await patch(trial, team, { seats: 2 }), 200).body, { seats: 2, pending_update: null })
      await trial.configure({ proration_behavior: 'next_period' })
      fits(answers(await patch(trial, team, { seats: 4 }), 200).body, {
        seats: 2,
        pending_update: { seats: 4 },
      })
      fits(answers(await patch(trial, team, { seats: 2 }), 200).body, { seats: 2, pending_update: null })
      await trial.eventually('both changes', async () => receiver.heard.length >= 2)
      same(
        receiver.heard.map(({ data }) => data.pending_update?.seats ?? null),
        [4, null],
        'What was told',
      )
    },
  ),
]
