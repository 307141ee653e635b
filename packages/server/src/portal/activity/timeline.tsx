import { getTimeline, type Happening } from '@verge/polar/contract/activity'
import { nextStep } from '@verge/polar/policy/subscriptions'
import type { WithStanding } from '../subscriptions/load.ts'
import type { Visit } from '../visit.ts'
import { lineOf, Lines, type Line } from './list.tsx'

/** The page of activity has all of it. */
const shown = 8

/** What happened to a subscription; nothing where the API does not tell. */
export async function timelineOf({ polar, attempt }: Visit, id: string): Promise<Happening[]> {
  if (!polar.supports(getTimeline)) return []
  const found = await attempt(polar.call(getTimeline, { params: { id }, query: { limit: 100 } }))
  return (found?.items ?? []).slice(0, shown)
}

interface Props extends WithStanding {
  visit: Visit
  happened: readonly Happening[]
}

/** What is still to come, the soonest first, and below it what happened, the newest first. */
export function Timeline({ visit, happened, ...known }: Props) {
  const words = visit.messages.activity
  const ahead = aheadOf(visit, known)
  if (happened.length === 0) return null
  return (
    <section class="section">
      <div class="head">
        <h2>{words.timeline}</h2>
        <a href={visit.to('/activity')}>{words.all}</a>
      </div>
      {ahead.length > 0 && (
        <>
          <h3 class="quiet">{words.ahead}</h3>
          <Lines visit={visit} lines={ahead} />
          <h3 class="quiet">{words.sofar}</h3>
        </>
      )}
      <Lines visit={visit} lines={happened.map((item) => lineOf(item, visit))} />
    </section>
  )
}

function aheadOf({ messages, format }: Visit, { subscription, owed, scheduled }: WithStanding): Line[] {
  const words = messages.activity.next
  const next = nextStep(subscription, owed?.details ?? null)
  const lines: Line[] = []
  const add = (at: Date | null, text: string) => {
    if (at) lines.push({ at, text, by: null })
  }
  if (scheduled) add(subscription.pending_update?.applies_at ?? null, scheduled)
  if (next.kind === 'renews') add(next.at, words.renews)
  if (next.kind === 'trial_converts') add(next.at, words.trial_ends)
  if (next.kind === 'ends' || next.kind === 'ends_owing') add(next.at, words.ends)
  if (next.kind === 'pauses') add(next.at, words.pauses)
  if (next.kind === 'pauses' || next.kind === 'paused') add(next.resumes_at, words.resumes)
  if ((next.kind === 'payment_overdue' || next.kind === 'ends_owing') && next.until) {
    const { tries_at, ends_at } = next.until
    for (const at of tries_at) add(at, words.try({ amount: format.money(owed!.amount, owed!.currency) }))
    const isSaid = next.kind === 'ends_owing' && ends_at?.getTime() === next.at.getTime()
    if (!isSaid) add(ends_at, words.ends_unpaid)
  }
  return lines.toSorted((one, other) => one.at.getTime() - other.at.getTime())
}
