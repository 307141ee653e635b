import { operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, same } from '../expect.ts'
import type { Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

const portal = '/v1/customer-portal/seats'
const seller = '/v1/customer-seats'
interface Team {
  subscription: Wire
  email: string
  seat: Wire
}
type Invited = Team & { invitation_token: string }

/** Four seats, and somebody who is invited to one. */
async function team(trial: Trial) {
  const bought = await trial.subscriber({ product: 'team', seats: 4 })
  const email = trial.newEmail()
  const body = { subscription_id: bought.subscription.id, email: trial.newEmail() }
  return { ...bought, email, seat: await trial.post(portal, body, bought.token) }
}
const ofSeller = async (trial: Trial) => ({ ...(await team(trial)), token: undefined })

/** What stands in the mail; whoever claims becomes a customer, and goes with the check. */
async function invited(trial: Trial): Promise<Invited> {
  const given = await ofSeller(trial)
  const { mails } = trial.sandbox('an outbox to read the invitation from')
  const { customer_email: email } = given.seat
  const invitation_token = await trial.eventually('the invitation', async () => {
    const found = (await mails(email)).map(({ body }) => /invitation_token=([\w-]+)/.exec(body)?.[1])
    return found.find(Boolean)
  })
  return { ...given, invitation_token }
}
const oneTaken = (answer: Wire, { seat }: Team) => {
  fits(answer, { total_seats: 4, available_seats: 3, seats: [{ id: seat.id }] })
}
const pending = (answer: Wire, { subscription, email }: Team) =>
  fits(answer, { status: 'pending', customer_email: email, subscription_id: subscription.id })
const revoked = (answer: Wire, { seat }: Team) => fits(answer, { id: seat.id, status: 'revoked' })
const again = (answer: Wire, { seat }: Team) => fits(answer, { id: seat.id, status: 'pending' })
const byId = ({ seat }: Team) => ({ params: { seat_id: seat.id } })
const bySubscription = ({ subscription }: Team) => ({ query: `subscription_id=${subscription.id}` })
const assignment = ({ subscription, email }: Team) => ({ subscription_id: subscription.id, email })
const camelAssignment = ({ subscription, email }: Team) => ({ subscriptionId: subscription.id, email })

export const seats: readonly Check[] = [
  operation<Team>('L', `GET ${portal}`, {
    ok: 200,
    given: team,
    v1: (polar, { subscription }) =>
      polar.customerPortal.seats.listSeats({ subscription_id: subscription.id }),
    v0: (polar, { subscription }, security) =>
      polar.customerPortal.seats.listSeats(security, { subscriptionId: subscription.id }),
    raw: bySubscription,
    shows: oneTaken,
  }),
  operation<Invited>('L', `GET ${portal}/subscriptions`, {
    ok: 200,
    async given(trial) {
      const given = await invited(trial)
      const { invitation_token } = given
      const { customer_session_token: token } = await trial.post(`${seller}/claim`, { invitation_token })
      const own = await trial.get('/v1/customer-portal/customers/me', token)
      trial.forget(`/v1/customers/${own.id}`)
      return { ...given, token }
    },
    v1: (polar) => polar.customerPortal.seats.listClaimedSubscriptions(),
    v0: (polar, _, security) => polar.customerPortal.seats.listClaimedSubscriptions(security, {}),
    raw: () => ({}),
    shows: ({ items }, { subscription }) => fits(items[0], { id: subscription.id, seats: 4 }),
  }),
  operation<Team>('L', `POST ${portal}`, {
    ok: 200,
    given: team,
    v1: (polar, given) => polar.customerPortal.seats.assignSeat(assignment(given)),
    v0: (polar, given, security) => polar.customerPortal.seats.assignSeat(security, camelAssignment(given)),
    raw: (given) => ({ body: assignment(given) }),
    shows: pending,
  }),
  operation<Team>('L', `DELETE ${portal}/{seat_id}`, {
    ok: 200,
    given: team,
    v1: (polar, { seat }) => polar.customerPortal.seats.revokeSeat(seat.id),
    v0: (polar, { seat: { id: seatId } }, security) =>
      polar.customerPortal.seats.revokeSeat(security, { seatId }),
    raw: byId,
    shows: revoked,
  }),
  operation<Team>('L', `POST ${portal}/{seat_id}/resend`, {
    ok: 200,
    repeatable: true,
    given: team,
    v1: (polar, { seat }) => polar.customerPortal.seats.resendInvitation(seat.id),
    v0: (polar, { seat: { id: seatId } }, security) =>
      polar.customerPortal.seats.resendInvitation(security, { seatId }),
    raw: byId,
    shows: again,
  }),
  operation<Team>('L', `GET ${seller}`, {
    ok: 200,
    given: ofSeller,
    v1: (polar, { subscription }) => polar.customerSeats.listSeats({ subscription_id: subscription.id }),
    v0: (polar, { subscription }) => polar.customerSeats.listSeats({ subscriptionId: subscription.id }),
    raw: bySubscription,
    shows: oneTaken,
  }),
  operation<Team>('L', `POST ${seller}`, {
    ok: 200,
    given: ofSeller,
    v1: (polar, given) => polar.customerSeats.assignSeat(assignment(given)),
    v0: (polar, given) => polar.customerSeats.assignSeat(camelAssignment(given)),
    raw: (given) => ({ body: assignment(given) }),
    shows: pending,
  }),
  operation<Team>('L', `DELETE ${seller}/{seat_id}`, {
    ok: 200,
    given: ofSeller,
    v1: (polar, { seat }) => polar.customerSeats.revokeSeat(seat.id),
    v0: (polar, { seat: { id: seatId } }) => polar.customerSeats.revokeSeat({ seatId }),
    raw: byId,
    shows: revoked,
  }),
  operation<Team>('L', `POST ${seller}/{seat_id}/resend`, {
    ok: 200,
    repeatable: true,
    given: ofSeller,
    v1: (polar, { seat }) => polar.customerSeats.resendInvitation(seat.id),
    v0: (polar, { seat: { id: seatId } }) => polar.customerSeats.resendInvitation({ seatId }),
    raw: byId,
    shows: again,
  }),
  operation<Invited>('L', `GET ${seller}/claim/{invitation_token}`, {
    ok: 200,
    open: true,
    given: invited,
    v1: (polar, { invitation_token }) => polar.customerSeats.getClaimInfo(invitation_token),
    v0: (polar, { invitation_token: invitationToken }) =>
      polar.customerSeats.getClaimInfo({ invitationToken }),
    raw: ({ invitation_token }) => ({ params: { invitation_token } }),
    shows: (answer, { seat }) => fits(answer, { can_claim: true, customer_email: seat.customer_email }),
  }),
  operation<Invited>('L', `POST ${seller}/claim`, {
    ok: 200,
    open: true,
    given: invited,
    v1: (polar, { invitation_token }) => polar.customerSeats.claimSeat({ invitation_token }),
    v0: (polar, { invitation_token: invitationToken }) => polar.customerSeats.claimSeat({ invitationToken }),
    raw: ({ invitation_token }) => ({ body: { invitation_token } }),
    async shows(answer, { seat }, trial) {
      fits(answer.seat, { id: seat.id, status: 'claimed' })
      const own = await trial.get('/v1/customer-portal/customers/me', answer.customer_session_token)
      same(own.email, seat.customer_email, 'Whose session it is')
      trial.forget(`/v1/customers/${own.id}`)
    },
  }),

  rule('seat.full', 'There are as many seats as were bought, one for each person', async (trial) => {
    const { subscription, token } = await trial.subscriber({ product: 'team', seats: 1 })
    const email = trial.newEmail()
    const assign = (to: string) =>
      trial.call('POST', portal, { token, body: { subscription_id: subscription.id, email: to } })
    answers(await assign(email), 200)
    refuses(await assign(email), 400, 'SeatAlreadyAssigned')
    refuses(await assign(trial.newEmail()), 400, 'SeatNotAvailable')
  }),
  rule('seat.foreign', 'Another’s seat is not there', async (trial) => {
    const { seat, subscription } = await team(trial)
    const token = await trial.session(await trial.customer())
    refuses(await trial.call('DELETE', `${portal}/${seat.id}`, { token }), 404, 'ResourceNotFound')
    refuses(
      await trial.call('GET', `${portal}?subscription_id=${subscription.id}`, { token }),
      404,
      'ResourceNotFound',
    )
  }),
  rule('seat.model', 'Without the member model a seat names no member', async (trial) => {
    await trial.configure({ member_model_enabled: false })
    const { seat } = await team(trial)
    isTrue(seat.member_id === null, `It names ${seat.member_id}`)
  }),
]
