import { emailAddress } from '@verge/polar/contract/values'
import {
  assignPortalSeat,
  listPortalSeats,
  resendPortalInvitation,
  revokePortalSeat,
  type CustomerSeat,
} from '@verge/polar/contract/seats'
import { getCustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isPending, seatlessRefusal } from '@verge/polar/policy/seats'
import { isRefusal } from '@verge/polar/refusals'
import { explainRefusal } from '../explain-refusal.ts'
import { done } from '../notice.ts'
import { blockedPage } from '../subscriptions/blocked-page.tsx'
import { mayChangeSeats } from '../plan-change/offer.ts'
import { Field } from '../ui/field.tsx'
import { Post } from '../ui/post.tsx'
import { questionPage } from '../ui/question.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
import { Form } from '../ui/form.tsx'

/** Who has the seats of a subscription, and who is invited to one. */
export const seatHoldersPage: Page = (visit, { params }) => seatHoldersShown(visit, params.id!)

/** An address that was typed and not taken, and why. */
interface Refused {
  email: string
  error: string
}

async function seatHoldersShown(visit: Visit, id: string, refused?: Refused): Promise<View> {
  const { polar, messages, to } = visit
  const [subscription, { seats, available_seats, total_seats }] = await Promise.all([
    polar.call(getCustomerSubscription, { params: { id } }),
    polar.call(listPortalSeats, { query: { subscription_id: id } }),
  ])
  const words = messages.people
  const title = messages.changeSeats.title({ product: subscription.product.name })
  const refusal = seatlessRefusal(subscription)
  if (refusal) return blockedPage(visit, subscription, title, refusal)
  const address = to(`/subscriptions/${id}`)
  return {
    title,
    status: refused ? 422 : 200,
    body: (
      <>
        <h1>{title}</h1>
        <p>
          {words.taken({
            taken: String(total_seats - available_seats),
            seats: messages.seats({ count: total_seats }),
          })}
        </p>
        <ul class="rows">
          {seats.map((seat) => (
            <Seat visit={visit} seat={seat} address={`${address}/people/${seat.id}`} />
          ))}
        </ul>
        {available_seats > 0 && (
          <Form class="card" to={`${address}/people`} novalidate>
            <Field
              name="email"
              label={words.email}
              value={refused?.email ?? ''}
              type="email"
              lengthMax={254}
              autofocus={refused !== undefined}
              error={refused?.error}
            />
            <button class="primary">{words.invite}</button>
          </Form>
        )}
        <div class="actions">
          {mayChangeSeats(subscription) && (
            <a class="button" href={`${address}/seats`}>
              {messages.changeSeats.action}
            </a>
          )}
          <a class="button" href={address}>
            {subscription.product.name}
          </a>
        </div>
      </>
    ),
  }
}

function Seat({ visit, seat, address }: { visit: Visit; seat: CustomerSeat; address: string }) {
  const { people: words } = visit.messages
  const isInvited = isPending(seat)
  return (
    <li class="card">
      <div class="head">
        <h2>{nameOf(seat)}</h2>
        <span class={`badge ${isInvited ? 'warn' : 'good'}`}>{isInvited ? words.invited : words.has}</span>
      </div>
      <div class="actions small">
        {isInvited && (
          <Post to={`${address}/resend`} label={`${words.resend}: ${nameOf(seat)}`}>
            {words.resend}
          </Post>
        )}
        <a class="button danger" href={`${address}/free`} aria-label={`${words.free}: ${nameOf(seat)}`}>
          {words.free}
        </a>
      </div>
    </li>
  )
}

/** Freeing asks once more: it takes what somebody works with. */
export const seatFreeingPage: Page = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const { seats } = await polar.call(listPortalSeats, { query: { subscription_id: params.id! } })
  const seat = seats.find(({ id }) => id === params.seat)
  const words = messages.people
  const back = pageOf(visit, params.id!)
  if (!seat) return { to: back, notice: done(words.freed) }
  return questionPage({
    title: words.freeTitle({ person: nameOf(seat) }),
    help: [isPending(seat) ? words.freeInvitedHelp : words.freeHelp],
    action: words.free,
    to: to(`/subscriptions/${params.id!}/people/${seat.id}/free`),
    keep: messages.change.keep,
    back,
  })
}

const nameOf = ({ email, customer_email }: CustomerSeat) => email ?? customer_email ?? ''

const pageOf = ({ to }: Visit, id: string) => to(`/subscriptions/${id}/people`)

export const inviteToSeat: Action = async (visit, { params, form }) => {
  const { polar, messages } = visit
  const words = messages.people
  const email = (form.get('email') ?? '').trim()
  const to = pageOf(visit, params.id!)
  const again = (error: string) => seatHoldersShown(visit, params.id!, { email, error })
  if (!emailAddress.safeParse(email).success) return again(words.wrong)
  try {
    const body = { subscription_id: params.id!, email, immediate_claim: false }
    await polar.call(assignPortalSeat, { body })
    return { to, notice: done(words.inviteDone({ email })) }
  } catch (error) {
    if (isRefusal(error, 'SeatAlreadyAssigned')) return again(words.already)
    return { to, notice: explainRefusal(error, { SeatNotAvailable: words.full }) }
  }
}

export const resendToSeat: Action = async (visit, { params }) => {
  await visit.polar.call(resendPortalInvitation, { params: { id: params.seat! } })
  return { to: pageOf(visit, params.id!), notice: done(visit.messages.people.resent) }
}

export const freeSeat: Action = async (visit, { params }) => {
  await visit.polar.call(revokePortalSeat, { params: { id: params.seat! } })
  return { to: pageOf(visit, params.id!), notice: done(visit.messages.people.freed) }
}
