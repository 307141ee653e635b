import { askedAgain, type Asking, type RateLimit } from './billing/rate-limit.ts'
import type { Happened, Note } from './ports/log.ts'

/** Of each kind: anybody may be refused as often as they like, and nobody is to fill the log. */
const limit: RateLimit = { windows: [{ seconds: 60, max: 120 }] }

interface Options {
  write: Note
  now(): Date
}

interface Told {
  asking: Asking
  untold: number
}

/** Writes down what happens at the door. Who came in is always told; of who did not, so many, and how many were left out. */
export function createNotes({ write, now }: Options): Note {
  const told = new Map<Happened, Told>()

  return function note(happened, about) {
    if (happened === 'a session was opened') return write(happened, about)
    const before = told.get(happened) ?? { asking: { counts: [], blocked_until: null }, untold: 0 }
    const { asking, refused_until } = askedAgain(limit, before.asking, now())
    told.set(happened, { asking, untold: refused_until ? before.untold + 1 : 0 })
    if (refused_until) return
    write(happened, before.untold > 0 ? { ...about, untold_before: String(before.untold) } : about)
  }
}
