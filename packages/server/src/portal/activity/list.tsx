import type { Happening } from '@verge/polar/contract/activity'
import type { Visit } from '../visit.ts'

export interface Line {
  at: Date
  text: string
  /** Who did it, where that was a person or the seller. */
  by: string | null
}

type Speaking = Pick<Visit, 'messages' | 'format'>

/** One happening in words. */
export function lineOf(happening: Happening, { messages, format }: Speaking): Line {
  const words = messages.activity
  const { kind, at, product_name, person, amount, currency, seats, date } = happening
  const product = product_name ?? ''
  const said = {
    product,
    person: person ?? '',
    amount: amount === null || currency === null ? '' : format.money(amount, currency),
    seats: messages.seats({ count: seats ?? 0 }),
    date: date ? format.date(date) : '',
  }
  const text = words.kinds[kind]
  return { at, text: typeof text === 'string' ? text : text(said), by: byWords(happening, messages) }
}

function byWords({ kind, by, is_own, by_name }: Happening, { activity }: Visit['messages']): string | null {
  // Only whoever is invited takes a seat, and the line names them.
  if (kind === 'seat_taken') return null
  if (is_own) return activity.by.customer
  // What was done before there were members was done by one who is among them now.
  if (by === 'member' || by === 'customer') return by_name ?? activity.by.member
  return activity.by[by]
}

/** Newest first, each with its day. */
export function Lines({ visit: { format }, lines }: { visit: Visit; lines: readonly Line[] }) {
  return (
    <ol class="lines">
      {lines.map(({ at, text, by }) => (
        <li>
          <time datetime={at.toISOString()}>{format.date(at)}</time>
          <span>
            {text}
            {by && <span class="number">{by}</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}
