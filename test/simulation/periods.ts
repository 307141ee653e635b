import type { Invariant } from './findings.ts'
import { periodAfter, type Every, type Instant } from './model/calendar.ts'

/** A subscription as an audit entry tells of it. */
interface Told {
  status: string
  trial_end: string | null
  current_period_start: string
  current_period_end: string
  recurring_interval: Every
  recurring_interval_count: number
  anchor_day: number
  anchor_month: number
}

/** Where a period may begin before the one before it is over, or only some time after: what was paid for anew, and what was paused. */
const beginAnew = [
  'subscriptions.change',
  'payments.settle',
  'subscriptions.resume',
  'subscriptions.resume_when_due',
]

/** What the calendar says of every period that was ever written. */
export const invariantsOfPeriods: Record<string, Invariant> = {
  'I14 each period begins where the one before it ended': ({ news }) =>
    news.flatMap(({ aggregate_id, before, after, cause }) => {
      if (!before || !isSubscription(before) || !isSubscription(after)) return []
      const [was, is] = [datesOf(before), datesOf(after)]
      if (is.start === was.start || isReachedFrom(was.end, is.start, after)) return []
      if (beginAnew.includes(cause) && is.start > was.start) return []
      return [
        `${cause} began a period of ${aggregate_id} at ${after.current_period_start}, after ${before.current_period_end}`,
      ]
    }),

  'I14 each period is as long as its rhythm and its anchor say': ({ news }) =>
    news.flatMap(({ aggregate_id, before, after, cause }) => {
      if (!isSubscription(after)) return []
      const { start, end } = datesOf(after)
      if (before && isSubscription(before)) {
        const was = datesOf(before)
        if (start === was.start && end === was.end) return []
      }
      const isMoved = cause === 'subscriptions.move_period_end'
      const should = after.status === 'trialing' ? Date.parse(after.trial_end!) : endAfter(start, after)
      return isMoved || end === should
        ? []
        : [
            `${cause} lets a period of ${aggregate_id} end at ${after.current_period_end}, not ${new Date(should).toISOString()}`,
          ]
    }),
}

const isSubscription = (row: object): row is Told =>
  'recurring_interval' in row && 'current_period_end' in row

function datesOf({ current_period_start, current_period_end }: Told) {
  return { start: Date.parse(current_period_start), end: Date.parse(current_period_end) }
}

function endAfter(
  start: Instant,
  { recurring_interval: every, recurring_interval_count: count, anchor_day: day, anchor_month: month }: Told,
): Instant {
  return periodAfter(start, { every, count }, { day, month })
}

/** A stop may have swallowed whole periods, and never a part of one. */
function isReachedFrom(end: Instant, start: Instant, rhythm: Told): boolean {
  let reached = end
  while (reached < start) reached = endAfter(reached, rhythm)
  return reached === start
}
