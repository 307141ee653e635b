import * as z from 'zod'

const duration =
  /^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/

const body = z.union([
  z.strictObject({ advance: z.string().regex(duration) }),
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
])

/** A clock that nobody moves further than this by accident, however many zeros they type. */
const yearsMax = 20

export type ClockRequest = { kind: 'to'; date: Date } | { kind: 'problem'; text: string }

/** What `{"advance":"P1M"}` or `{"now":"…Z"}` asks for, seen from now. */
export function readClockRequest(json: unknown, now: Date): ClockRequest {
  const asked = body.safeParse(json)
  if (!asked.success) {
    return problem(
      'Give {"advance": an ISO 8601 duration such as "P1M"} or {"now": an instant such as "2027-01-31T12:00:00Z"}.',
    )
  }
  const date = 'advance' in asked.data ? later(now, asked.data.advance) : new Date(asked.data.now)
  if (date < now) return problem(`The clock stands at ${now.toISOString()} and does not go back.`)
  const latest = new Date(now)
  latest.setUTCFullYear(now.getUTCFullYear() + yearsMax)
  if (date > latest) return problem(`The clock is moved by ${yearsMax} years at most.`)
  return { kind: 'to', date }
}

/** Calendar parts first, by the calendar: a month after January 31 is the last day of February. */
function later(now: Date, text: string): Date {
  const [years, months, weeks, days, hours, minutes, seconds] = duration
    .exec(text)!
    .slice(1)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number, number]
  const month = now.getUTCMonth() + years * 12 + months
  const lastDay = new Date(Date.UTC(now.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const date = new Date(now)
  date.setUTCFullYear(now.getUTCFullYear(), month, Math.min(now.getUTCDate(), lastDay))
  const elapsedMs = (((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds) * 1000
  return new Date(date.getTime() + elapsedMs)
}

function problem(text: string): ClockRequest {
  return { kind: 'problem', text }
}
