import { getCustomerSubscription, type CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { pauseRefusal } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { blockedPage } from '../subscriptions/blocked-page.tsx'
import { switchesOf } from '../plan-change/offer.ts'
import { FieldError } from '../ui/field.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Page, View, Visit } from '../visit.ts'
import { dayOf, earliestDay } from './day.ts'
import { Form, Input } from '../ui/form.tsx'

export const pausePage: Page = async (visit, { params }) => {
  const subscription = await visit.polar.call(getCustomerSubscription, { params: { id: params.id! } })
  return pauseForm(visit, subscription, { typed: '' })
}

interface Typed {
  typed: string
  isWrong?: boolean
  /** What was shown before has moved. */
  isAnew?: boolean
  refused?: Refusal | null
}

/** The last day, what a pause costs (nothing) and, for who likes, the day on which it is over. */
export async function pauseForm(
  visit: Visit,
  subscription: CustomerSubscription,
  { typed, isWrong = false, isAnew = false, refused = null }: Typed,
): Promise<View> {
  const { messages, format, to } = visit
  const words = messages.pause
  const title = words.title({ product: subscription.product.name })
  const why = refused ?? refusalOf(subscription)
  if (why) return blockedPage(visit, subscription, title, why)
  const address = to(`/subscriptions/${subscription.id}`)
  const earliest = earliestDay(subscription)
  const first = format.date(dayOf(earliest)!)
  return {
    title,
    status: isAnew ? 409 : isWrong ? 422 : 200,
    body: (
      <>
        <h1>{title}</h1>
        {isAnew && <QuoteMoved messages={messages} />}
        <Form class="card" to={`${address}/pause`} novalidate>
          <div id="pause">
            <p>
              <strong>{words.until({ date: format.date(subscription.current_period_end) })}</strong>
            </p>
            <p>{words.noCharge}</p>
            <p>{words.takeBack}</p>
          </div>
          <div class="field narrow spaced">
            <label for="resumes_on">
              {words.resumes} <span class="quiet">({messages.billing.optional})</span>
            </label>
            <Input
              id="resumes_on"
              name="resumes_on"
              type="date"
              min={earliest}
              value={typed}
              aria-describedby={isWrong ? 'resumes-help resumes_on-error' : 'resumes-help'}
              {...(isWrong && { 'aria-invalid': 'true' as const, autofocus: true })}
            />
            <span class="quiet" id="resumes-help">
              {words.resumesHelp({ earliest: first })}
            </span>
            <FieldError
              name="resumes_on"
              error={isWrong ? words.wrongDate({ earliest: first }) : undefined}
            />
          </div>
          <input type="hidden" name="quote" value={subscription.current_period_end.toISOString()} />
          <div class="actions">
            <button class="primary" aria-describedby="pause">
              {words.action}
            </button>
            <a class="button" href={address}>
              {words.keep}
            </a>
          </div>
        </Form>
      </>
    ),
  }
}

function refusalOf(subscription: CustomerSubscription): Refusal | null {
  if (!switchesOf(subscription).pause) return new Refusal('PauseResumeNotAllowed', 'It is switched off.')
  return pauseRefusal(subscription)
}
