import { secondsAt } from '../session/cookie.ts'
import type { PortalSession } from '../session/session.ts'
import type { Outcome, Visit } from '../visit.ts'
import type { Pending } from './pending.ts'

/** For so long a code says who it is: also the one that somebody signed in with. */
export const freshSeconds = 600

/** More would not fit into a cookie; then the form comes back empty. */
const typedMax = 1_200

function isFresh({ proved_at }: PortalSession, now: Date): boolean {
  return proved_at !== null && secondsAt(now) - proved_at <= freshSeconds
}

interface Form extends Pick<Pending, 'page'> {
  /** Absent: the page is there for nothing else. */
  place?: string
  /** Absent: a link. */
  form?: string
  typed?: URLSearchParams
}

/**
 * Before what somebody could do harm with who has but a link or an open browser: a code by e-mail, and then back to the same
 * form. Null: one was typed lately, and nothing stands in the way.
 */
export function codeFirst(
  { session, now, to }: Visit,
  { page, place, form, typed = new URLSearchParams() }: Form,
): Outcome | null {
  if (isFresh(session, now())) return null
  const values = typed.toString().length <= typedMax ? [...typed] : []
  const exp = secondsAt(now()) + freshSeconds
  return {
    to: to('/confirm'),
    pending: { page, place: place ?? null, form: form ?? null, values, code: null, isDone: false, exp },
  }
}
