import { Refusal } from '@verge/polar/refusals'
import { brokenInvariants } from '@verge/server/db/invariants'
import { kept, readerOf, type Books } from './books.ts'
import { differences, follow, type Released } from './follow.ts'
import { unsettled, violations } from './invariants.ts'
import { unheard } from './listening.ts'
import { commands, modelOf, overdue } from './model/model.ts'
import type { Ending } from './schedule.ts'
import type { Action, Simulated } from './world.ts'

/** Looks at everything after every step: the invariants, the model beside the product, and what was answered to whom. */
export interface Judge {
  before(actions: readonly Action[]): Promise<Books>
  after(actions: readonly Action[], endings: readonly Ending[], before: Books): Promise<void>
  /** Faults have ceased, and time went on. */
  settled(): Promise<void>
}

export async function openJudge(world: Simulated): Promise<Judge> {
  const { clock } = world.ports
  const reader = readerOf(world)
  let books = await reader.read()
  const model = modelOf(world.catalogue, world.taxRates, world.behavior)

  // What was lived before the judge came is followed too.
  refuse([...follow(model, books, all), ...differences(model, books)])

  async function look(released: Released): Promise<void> {
    const before = books
    books = await reader.read()
    const followed = follow(model, books, released)
    refuse([...violations(books, before), ...followed, ...differences(model, books)])
  }

  return {
    async before(actions) {
      if (actions.some(({ isPrepared }) => isPrepared)) books = await reader.read()
      return books
    },

    async after(actions, endings, before) {
      await look(
        releasedIn(
          books,
          actions.some(({ releases }) => releases),
        ),
      )
      refuse([
        ...actions.flatMap((action, index) => others(action, endings[index]!, books)),
        ...traces(actions, endings, before, books),
        ...unduly(actions, endings),
        ...(isUndisturbed(actions, endings) && actions[0]!.doesAllThatIsDue ? leftUndone() : []),
      ])
    },

    async settled() {
      // Whatever was parked meanwhile somebody let go on.
      await look(all)
      // What the running product looks for itself finds nothing where nothing is wrong.
      const found = await brokenInvariants(world.ports.db)
      refuse([...unsettled(books, clock.now()), ...leftUndone(), ...unheard(books), ...found])
    },
  }

  /** What the model would have let happen. */
  function unduly([action, ...others]: readonly Action[], [ending]: readonly Ending[]): string[] {
    if (!action?.command || others.length > 0 || world.schedule.befallen.length > 0) return []
    if (ending?.kind !== 'failed' || !(ending.error instanceof Refusal)) return []
    const { error } = ending.error
    if (error === 'PaymentMethodRequired') return []
    try {
      commands[action.command](structuredClone(model), { id: action.about!, now: clock.now().getTime() })
    } catch {
      return []
    }
    return [`${action.name} was refused (${error}), and the model finds nothing against it`]
  }

  /** L1: what is due by the model and that no other worker has, and nobody parked. */
  function leftUndone(): string[] {
    const now = clock.now()
    // The bank takes its time, or its answer was lost and is asked for again.
    const isBeingPaid = (id: string) =>
      books.payment_attempts.some(
        ({ order_id, status }) => order_id === id && (status === 'processing' || status === 'unknown'),
      )
    const isTaken = ({ kind, id }: { kind: string; id: string }) =>
      books.due_work.some(
        (one) =>
          one.kind === kind &&
          one.subject_id === id &&
          (one.parked_at ||
            (one.leased_until &&
              one.leased_until > now &&
              (one.lease_holder || one.tries > 0 || isBeingPaid(one.subject_id)))),
      )
    return overdue(model, now.getTime())
      .filter((one) => !isTaken(one))
      .map(({ kind, id }) => `L1 ${kind} of ${id} is due, and nothing was done`)
  }

  function isUndisturbed(actions: readonly Action[], endings: readonly Ending[]): boolean {
    return actions.length === 1 && endings[0]!.kind === 'answered' && world.schedule.befallen.length === 0
  }
}

const all: Released = { has: () => true }

/** What somebody's word lets go on, however late it is. */
function releasedIn({ due_work }: Books, isReleasing: boolean): Released {
  const released = due_work.filter((one) => one.released_at || isReleasing)
  return new Set(released.map(({ subject_id }) => subject_id))
}

function refuse(findings: readonly string[]): void {
  if (findings.length > 0) throw new Error(findings.join('\n'))
}

/** I29: what a customer is answered names nothing of another customer's, and what is not theirs is refused. */
function others({ name, actor, mustBeRefused }: Action, ending: Ending, books: Books): string[] {
  if (ending.kind !== 'answered' || !actor) return []
  if (mustBeRefused) return [`I29 ${name}, and is let in`]
  const text = JSON.stringify(ending.answer ?? null)
  const rows = [...books.subscriptions, ...books.orders, ...books.payment_methods]
  return rows
    .filter((row) => row.customer_id !== actor.customer_id && text.includes(row.id))
    .map(({ id }) => `I29 ${name}, and is told of another customer's ${id}`)
}

/** These tell of something that did happen, so they leave something behind. */
const telling = [
  'PaymentError',
  'PaymentFailed',
  'PaymentAlreadyInProgress',
  'CheckoutLocked',
  'AlreadyActiveSubscriptionError',
]

/** I28: what was refused has left no trace. */
function traces(
  actions: readonly Action[],
  endings: readonly Ending[],
  before: Books,
  after: Books,
): string[] {
  const [ending] = endings
  if (actions.length > 1 || ending?.kind !== 'failed' || !(ending.error instanceof Refusal)) return []
  const { error } = ending.error
  const { isPrepared, leavesBy } = actions[0]!
  if (telling.includes(error) || isPrepared || leavesBy?.includes(error)) return []
  const changed = ([...kept, 'ledger'] as const).filter(
    (name) => sorted(before[name]) !== sorted(after[name]),
  )
  return [
    ...changed.map((name) => `I28 ${actions[0]!.name} was refused (${error}), and changed ${name}`),
    ...after.news.map(({ cause }) => `I28 ${actions[0]!.name} was refused (${error}), and noted ${cause}`),
  ]
}

/** Rows come in no order of their own. */
function sorted(rows: readonly unknown[]): string {
  return rows
    .map((row) => JSON.stringify(row))
    .toSorted()
    .join()
}
