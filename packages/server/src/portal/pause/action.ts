import { resumeAsQuoted } from '@verge/polar/contract/own-subscriptions'
import { getCustomerSubscription, updateCustomerSubscription } from '@verge/polar/contract/subscriptions'
import { listCustomerOrders } from '@verge/polar/contract/orders'
import { canBePaid } from '@verge/polar/policy/orders'
import { isPastDue } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { done, problem } from '../notice.ts'
import { shownAnew } from '../subscriptions/shown-anew.tsx'
import { quotedIn, withNextCharge } from '../subscriptions/take-back.tsx'
import { refusalIn } from '../ui/refused.tsx'
import type { Action } from '../visit.ts'
import { dayOf, earliestDay } from './day.ts'
import { pauseForm } from './page.tsx'
import { resumptionView } from './resumption-page.tsx'

export const pause: Action = async (visit, { params, form }) => {
  const { polar, messages, format, to } = visit
  const id = params.id!
  const typed = form.get('resumes_on')?.trim() ?? ''
  const subscription = await polar.call(getCustomerSubscription, { params: { id } })
  // Nobody pauses from another day than they were shown.
  const isAnew = form.get('quote') !== subscription.current_period_end.toISOString()
  if (isAnew) return pauseForm(visit, subscription, { typed, isAnew })
  const resumes_at = dayOf(typed)
  const isWrong = typed !== '' && (!resumes_at || typed < earliestDay(subscription))
  if (isWrong) return pauseForm(visit, subscription, { typed, isWrong })
  const body = { pause_at_period_end: true, resumes_at }
  const pausing = await polar
    .call(updateCustomerSubscription, { params: { id }, body })
    .catch((error: unknown) => refusalIn(error, messages))
  if (pausing instanceof Refusal) {
    const isDate = pausing.error === 'PolarRequestValidationError'
    return pauseForm(visit, subscription, isDate ? { typed, isWrong: true } : { typed, refused: pausing })
  }
  return {
    to: to(`/subscriptions/${id}`),
    notice: done(messages.pause.done({ date: format.date(pausing.current_period_end) })),
    result: { action: 'pause_scheduled', subscription_id: id },
  }
}

export const takePauseBack: Action = async (visit, { params, query, form }) => {
  const { polar, messages, format, to } = visit
  const id = params.id!
  const page = to(`/subscriptions/${id}`)
  try {
    const body = { pause_at_period_end: false, ...(await quotedIn(visit, id, form)) }
    const kept = await polar.call(updateCustomerSubscription, { params: { id }, body })
    const said = messages.pause.undone({ date: format.date(kept.current_period_end) })
    return {
      to: page,
      notice: done(await withNextCharge(visit, kept, said)),
      result: { action: 'pause_undone', subscription_id: id },
    }
  } catch (error) {
    const anew = await shownAnew(visit, { params, query }, error)
    if (anew) return anew
    const refused = refusalIn(error, messages)
    return { to: page, notice: problem(messages.refused[refused.error as 'NoScheduledPause']) }
  }
}

export const resume: Action = async (visit, { params, form }) => {
  const { polar, messages, format, to } = visit
  const id = params.id!
  const page = to(`/subscriptions/${id}`)
  const agreed_amount = Number(form.get('agreed_amount'))
  const shown = new Date(form.get('renews_at') ?? '')
  const agreed = { agreed_amount, ...(!Number.isNaN(shown.getTime()) && { agreed_renewal: shown }) }
  const resumed = await (
    polar.supports(resumeAsQuoted)
      ? polar.call(resumeAsQuoted, { params: { id }, body: agreed })
      : polar.call(updateCustomerSubscription, { params: { id }, body: { resume: true } })
  ).catch((error: unknown) => refusalIn(error, messages))
  if (resumed instanceof Refusal) return resumptionView(visit, id, resumed)
  const result = { action: 'resumed', subscription_id: id }
  if (!isPastDue(resumed)) {
    return {
      to: page,
      notice: done(messages.resume.done({ date: format.date(resumed.current_period_end) })),
      result,
    }
  }
  const { items } = await polar.call(listCustomerOrders, { query: { subscription_id: [id], limit: 100 } })
  const open = items.find(canBePaid)
  return { to: open ? to(`/orders/${open.id}/pay`) : page, notice: problem(messages.resume.unpaid), result }
}
