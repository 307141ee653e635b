import type { SeatTiers } from '@verge/polar/contract/products'
import { listPortalSeats } from '@verge/polar/contract/seats'
import { getCustomerSubscription, type CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isHeld, seatlessRefusal } from '@verge/polar/policy/seats'
import { changeRefusal } from '@verge/polar/policy/subscriptions'
import { Refusal, type RefusalName } from '@verge/polar/refusals'
import { FieldError } from '../ui/field.tsx'
import { Refused } from '../ui/refused.tsx'
import type { Page, View, Visit } from '../visit.ts'
import { blockedPage, blocks } from '../subscriptions/blocked-page.tsx'
import { confirmationPage } from './confirmation-page.tsx'
import { mayChangeSeats } from './offer.ts'
import { seatsIn } from './wish.ts'

/** How many seats; with a number in the address, what changing to it does and costs. */
export const seatsPage: Page = async (visit, { params, query }) => {
  const subscription = await visit.polar.call(getCustomerSubscription, { params: { id: params.id! } })
  const typed = query.get('seats')?.trim()
  if (typed === undefined) return seatsForm(visit, subscription, {})
  const { whole, same } = visit.messages.changeSeats
  const wish = seatsIn(query)
  if (!wish) return seatsForm(visit, subscription, { typed, error: whole })
  if (wish.seats === subscription.seats) return seatsForm(visit, subscription, { typed, error: same })
  const page = await confirmationPage(visit, subscription, wish)
  return page instanceof Refusal ? seatsForm(visit, subscription, { typed, refused: page }) : page
}

/** About the number that was typed, so they stand at its field. */
const aboutTheNumber: readonly RefusalName[] = [
  'BelowMinimumSeats',
  'AboveMaximumSeats',
  'SeatsAlreadyAssigned',
]

interface Typed {
  typed?: string
  error?: string
  refused?: Refusal
}

export async function seatsForm(
  visit: Visit,
  subscription: CustomerSubscription,
  { typed, error, refused }: Typed,
): Promise<View> {
  const { messages, to } = visit
  const words = messages.changeSeats
  const title = words.action
  const why = refused && blocks(refused) ? refused : refusalOf(subscription)
  if (why) return blockedPage(visit, subscription, title, why)
  const { minimum_seats, maximum_seats } = tiersOf(subscription)
  const min = Math.max(minimum_seats, await takenOf(visit, subscription))
  const isAboutTheNumber = refused && aboutTheNumber.includes(refused.error)
  const text = isAboutTheNumber ? saidAtTheField(messages, refused) : error
  const range = maximum_seats === null ? words.rangeFrom({ min }) : words.range({ min, max: maximum_seats })
  const address = to(`/subscriptions/${subscription.id}`)
  return {
    title,
    status: text || refused ? 422 : 200,
    body: (
      <>
        <h1>{title}</h1>
        {refused && !isAboutTheNumber && <Refused messages={messages} refusal={refused} />}
        <form class="card" method="get" action={`${address}/seats`} novalidate>
          <div class="field narrow">
            <label for="seats">{words.label}</label>
            <input
              id="seats"
              name="seats"
              type="number"
              inputmode="numeric"
              min={min}
              {...(maximum_seats !== null && { max: maximum_seats })}
              value={typed ?? String(subscription.seats)}
              aria-describedby={text ? 'seats-help seats-error' : 'seats-help'}
              {...(text && { 'aria-invalid': 'true' as const, autofocus: true })}
            />
            <span class="quiet" id="seats-help">
              {words.have({ count: subscription.seats! })} {range}
            </span>
            <FieldError name="seats" error={text} />
          </div>
          <div class="actions">
            <button class="primary">{messages.change.show}</button>
            <a class="button" href={address}>
              {messages.change.keep}
            </a>
          </div>
        </form>
      </>
    ),
  }
}

function saidAtTheField({ refused, problem }: Visit['messages'], { error: code }: Refusal): string {
  return `${refused[code as 'BelowMinimumSeats']} ${problem.code({ code })}`
}

function refusalOf(subscription: CustomerSubscription): Refusal | null {
  if (mayChangeSeats(subscription)) return null
  return (
    changeRefusal(subscription) ??
    seatlessRefusal(subscription) ??
    new Refusal('UpdateSubscriptionSeatsNotAllowed', 'It is switched off.')
  )
}

/** How many somebody has or is invited to: fewer cannot be bought before some are freed. */
async function takenOf({ polar, attempt }: Visit, { id }: CustomerSubscription): Promise<number> {
  const list = await attempt(polar.call(listPortalSeats, { query: { subscription_id: id } }))
  return list?.seats.filter(isHeld).length ?? 0
}

function tiersOf({ prices }: CustomerSubscription): Pick<SeatTiers, 'minimum_seats' | 'maximum_seats'> {
  const price = prices.find(({ amount_type }) => amount_type === 'seat_based')
  return price?.amount_type === 'seat_based' ? price.seat_tiers : { minimum_seats: 1, maximum_seats: null }
}
