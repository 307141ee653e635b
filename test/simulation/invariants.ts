import { isNameless } from '@verge/server/operations/customers/nameless'
import type { Books } from './books.ts'
import { repeated, type Invariant } from './findings.ts'
import { invariantsOfLeaving, isWithdrawn, unsettledWithdrawals } from './leaving.ts'
import { invariantsOfListening } from './listening.ts'
import { invariantsOfMoney, paid, unsettledMoney } from './money.ts'
import { invariantsOfPeriods } from './periods.ts'

const waiting = ['unknown', 'requires_action', 'processing', 'quarantined']
const periodic = ['subscription_create', 'subscription_cycle', 'subscription_cycle_after_trial']
const running = ['trialing', 'active', 'past_due']

/** The whole table of where a subscription may go from where it stands. */
const next: Record<string, readonly string[]> = {
  incomplete: ['active', 'incomplete_expired', 'canceled'],
  trialing: ['active', 'past_due', 'canceled'],
  active: ['past_due', 'paused', 'canceled'],
  past_due: ['active', 'canceled'],
  paused: ['active', 'canceled'],
  canceled: [],
  incomplete_expired: [],
}

/** What holds after every step, whatever happened. */
const invariants: Record<string, Invariant> = {
  'I01 one order for a subscription and period': ({ orders }) =>
    repeated(
      orders
        .filter((order) => order.status !== 'void' && periodic.includes(order.billing_reason))
        .map((order) => `${order.subscription_id} ${order.period_start?.toISOString()}`),
    ),

  'I01 one order that is not withdrawn for a checkout': ({ orders }) =>
    repeated(
      orders
        .filter(({ status, checkout_id }) => status !== 'void' && checkout_id !== null)
        .map(({ checkout_id }) => checkout_id!),
    ),

  'I01 what is bought once has no subscription, and all else has one': ({ orders }) =>
    orders
      .filter(
        ({ billing_reason, subscription_id }) =>
          (billing_reason === 'purchase') === (subscription_id !== null),
      )
      .map(({ id }) => id),

  'I01 nobody holds two running subscriptions to one product': ({ subscriptions }) =>
    repeated(
      subscriptions
        .filter(({ ended_at }) => ended_at === null)
        .map(({ customer_id, product_id }) => `${customer_id} ${product_id}`),
    ),

  ...invariantsOfMoney,
  ...invariantsOfListening,
  ...invariantsOfLeaving,
  ...invariantsOfPeriods,

  'I09 documents are numbered without gaps, and an issued one never changes': (books, before) => [
    ...books.customers.flatMap((customer) => {
      const own = books.orders.filter((order) => order.customer_id === customer.id)
      const receipts = own.map((order) => order.receipt_number).filter((number) => number !== null)
      const sequences = [
        own.map((order) => order.invoice_sequence),
        receipts.map((number) => Number(number.split('-').at(-1))),
      ]
      return sequences.flatMap((numbers) => gapsIn(numbers)).map((gap) => `${customer.email}: ${gap}`)
    }),
    ...books.orders
      .filter(
        ({ status, due_amount, receipt_number }) =>
          status === 'paid' && due_amount > 0 && receipt_number === null,
      )
      .map(({ id }) => `${id} is paid without a receipt`),
    ...books.invoices.filter(({ hash }) => !hash).map(({ id }) => `the invoice ${id} is not sealed`),
    ...(before?.invoices ?? [])
      .filter((invoice) => {
        const now = books.invoices.find(({ id }) => id === invoice.id)
        return JSON.stringify(now) !== JSON.stringify(invoice)
      })
      .map(({ id }) => `the invoice ${id} is not what it was`),
  ],

  'I11 a subscription goes only where it may go, and never comes back from its end': ({ news }) =>
    news.flatMap(({ aggregate_id, before, after }) => {
      const from = (before as { status?: string } | null)?.status
      const { status: to, recurring_interval } = after as { status?: string; recurring_interval?: string }
      if (!from || !to || !recurring_interval || from === to || next[from]?.includes(to)) return []
      return [`${aggregate_id} went from ${from} to ${to}`]
    }),

  'I12 what ends at the period end is not billed for a later one': ({ subscriptions, orders }) =>
    subscriptions.flatMap(({ id, ends_at, ended_at, current_period_end, cancel_at_period_end }) =>
      orders
        .filter(
          (order) =>
            ends_at !== null &&
            cancel_at_period_end &&
            // What ended before that may have been bought in the same moment.
            (ended_at === null || ended_at >= current_period_end) &&
            order.subscription_id === id &&
            // A change that is not paid for has not happened.
            (order.subscription_terms ? paid.includes(order.status) : order.status !== 'void') &&
            order.period_start! >= ends_at,
        )
        .map((order) => `${order.id} bills a period after the end`),
    ),

  'I12 a scheduled end is the end of the period': ({ subscriptions }) =>
    subscriptions
      .filter(({ status, cancel_at_period_end }) => cancel_at_period_end && running.includes(status))
      .filter(({ ends_at, current_period_end }) => ends_at?.getTime() !== current_period_end.getTime())
      .map(({ id }) => id),

  'I13 nothing is charged or kept waiting after the end': ({
    subscriptions,
    orders,
    payment_attempts,
    ledger,
    audit,
  }) =>
    subscriptions.flatMap(({ id, ended_at }) => {
      if (!ended_at) return []
      const ending = audit.find(
        (entry) => entry.aggregate_id === id && (entry.after as { ended_at: unknown }).ended_at !== null,
      )!
      const own = orders.filter((order) => order.subscription_id === id)
      const keys = payment_attempts.filter(({ order_id }) => own.some((order) => order.id === order_id))
      const unsettled = keys
        .filter((one) => one.refund_status || waiting.includes(one.status))
        .map((one) => one.id)
      const charged = ledger.filter(
        ({ idempotency_key: key, status, refunded_at, created_at }) =>
          keys.some((one) => one.id === key) &&
          status === 'succeeded' &&
          !refunded_at &&
          created_at > ended_at &&
          // Where the clock stepped back, what was settled first bears the later time.
          keys.some((one) => one.id === key && one.transaction > ending.transaction) &&
          !unsettled.includes(key),
      )
      return [
        ...charged.map(({ amount }) => `${id} was charged ${amount} after its end`),
        ...own
          .filter(({ status }) => status === 'pending')
          .map((order) => `${order.id} is owed after the end`),
      ]
    }),

  'I15 nobody is active for free': ({ subscriptions, orders, payment_attempts }) =>
    subscriptions
      .filter(({ status }) => status === 'active')
      .filter(({ id, current_period_start }) => {
        const current = orders.filter(
          (order) =>
            order.subscription_id === id &&
            order.status !== 'void' &&
            order.period_start!.getTime() === current_period_start.getTime(),
        )
        const isPaid = current.some((order) => paid.includes(order.status))
        const isBeingPaid = payment_attempts.some(
          (one) => current.some((order) => order.id === one.order_id) && waiting.includes(one.status),
        )
        return !isPaid && !isBeingPaid
      })
      .map(({ id }) => id),

  'I17 one change waits at most, and none after the end': ({ subscriptions, orders }) => [
    ...subscriptions
      .filter(({ pending_update, ended_at }) => pending_update && ended_at)
      .map(({ id }) => `${id} has ended and waits for a change`),
    ...repeated(
      orders
        .filter(({ status, subscription_terms }) => status === 'pending' && subscription_terms)
        .map(({ subscription_id }) => `${subscription_id}`),
    ),
  ],

  'I18 an order is tried as often as the schedule says, and no more': ({ orders, payment_attempts }) =>
    orders.flatMap(({ id }) => {
      const own = payment_attempts.filter((attempt) => attempt.order_id === id)
      const byHand = own.filter(({ trigger }) => trigger === 'customer').length
      const scheduled = own.filter(({ trigger }) => ['initial', 'cycle', 'dunning'].includes(trigger)).length
      return scheduled > 5 || byHand > 5 ? [`${id}: ${scheduled} scheduled, ${byHand} by hand`] : []
    }),

  'I19 no more seats are assigned than bought, and as many as are counted': ({
    subscriptions,
    customer_seats,
  }) =>
    subscriptions.flatMap(({ id, seats, seats_assigned }) => {
      const held = customer_seats.filter(
        (seat) => seat.subscription_id === id && seat.status !== 'revoked',
      ).length
      if (seats_assigned <= (seats ?? 0) && seats_assigned === held) return []
      return [`${id}: ${seats_assigned} of ${seats}, and ${held} are held`]
    }),

  'I16 whoever may use a product or bought it once has what comes with it, and nobody else has': (books) => {
    const { subscriptions, benefit_grants, product_benefits, customer_seats, orders, refunds, customers } =
      books
    const keyOf = (...ids: (string | null)[]) => ids.join(' ')
    const served = subscriptions.filter(({ status }) => ['trialing', 'active'].includes(status))
    const wanted = served.flatMap(({ id, product_id, customer_id, seats }) => {
      // Of seats each has it who took one.
      const taken = customer_seats.filter((seat) => seat.subscription_id === id && seat.status === 'claimed')
      const holders = seats === null ? [customer_id] : taken.map((seat) => seat.member_id ?? seat.customer_id)
      return product_benefits
        .filter((one) => one.product_id === product_id)
        .flatMap(({ benefit_id }) => holders.map((holder) => keyOf(id, benefit_id, holder)))
    })
    const isTaken = (order: (typeof orders)[number]) =>
      order.dispute_status === 'lost' ||
      isWithdrawn(order, books) ||
      customers.some(({ id, deleted_at }) => id === order.customer_id && deleted_at !== null) ||
      refunds.some((one) => one.order_id === order.id && one.revoke_benefits && one.status === 'succeeded')
    const kept = orders.filter(
      (order) => order.subscription_id === null && paid.includes(order.status) && !isTaken(order),
    )
    const bought = kept.flatMap(({ id, product_id, customer_id }) =>
      product_benefits
        .filter((one) => one.product_id === product_id)
        .map(({ benefit_id }) => keyOf(id, benefit_id, customer_id)),
    )
    const granted = benefit_grants
      .filter(({ granted_at }) => granted_at !== null)
      .map((one) =>
        keyOf(one.subscription_id ?? one.order_id, one.benefit_id, one.member_id ?? one.customer_id),
      )
    return [
      ...[...wanted, ...bought].filter((one) => !granted.includes(one)).map((one) => `${one} is missing`),
      ...granted
        .filter((one) => !wanted.includes(one) && !bought.includes(one))
        .map((one) => `${one} was not taken`),
      ...repeated(granted),
    ]
  },

  'I20 no lease outlasts its bound, and a fencing token only rises': ({ due_work }, before) => [
    ...due_work
      .filter(({ leased_until, modified_at }) => leased_until && seconds(modified_at, leased_until) > 3_600)
      .map(({ kind, subject_id }) => `the lease of ${kind} ${subject_id} is too long`),
    ...due_work
      .filter(({ leased_until, lease_holder, parked_at }) => lease_holder && (parked_at || !leased_until))
      .map(({ kind, subject_id }) => `${kind} ${subject_id} has a holder and no lease`),
    ...(before?.due_work ?? []).flatMap(({ kind, subject_id, fence }) =>
      due_work
        .filter((one) => one.kind === kind && one.subject_id === subject_id && one.fence < fence)
        .filter(({ fence: later }) => later !== 0)
        .map((one) => `the fence of ${kind} ${subject_id} fell to ${one.fence}`),
    ),
  ],

  'I21 each change has one event and one audit entry, of one transaction': ({ events, audit, ...books }) => {
    const { subscriptions, orders, customers, checkouts, benefit_grants, customer_seats } = books
    const rows = [
      ...subscriptions,
      ...orders,
      ...customers,
      ...checkouts,
      ...benefit_grants,
      ...customer_seats,
    ]
    const [byEvent, byEntry] = [byAggregate(events), byAggregate(audit)]
    return rows.flatMap(({ id, version }) => {
      const [told, noted] = [byEvent.get(id) ?? [], byEntry.get(id) ?? []]
      const isWhole = [told, noted].every(
        (all) => all.length === version && all.every((one, index) => one.version === index + 1),
      )
      const isAtOnce = told.every((one, index) => one.transaction === noted[index]?.transaction)
      return isWhole && isAtOnce
        ? []
        : [`${id} at version ${version} has ${told.length} events and ${noted.length} entries`]
    })
  },

  'I23 versions come in their order': ({ events }) =>
    [...byAggregate(events)].flatMap(([id, all]) =>
      all.some(({ version }, index) => version !== index + 1)
        ? [`${id}: ${all.map(({ version }) => version).join()}`]
        : [],
    ),

  'I24 what the processor told is kept once, and answered once': ({ processor_events }, before) => [
    ...repeated(processor_events.map((event) => event.processor_event_id)),
    ...(before?.processor_events ?? [])
      .filter(({ status }) => status !== 'received')
      .filter(
        ({ id, transaction }) => processor_events.find((one) => one.id === id)?.transaction !== transaction,
      )
      .map(({ id }) => `${id} was answered again`),
  ],

  'I25 the audit trail, folded from empty, is what stands': ({ audit, ...books }) => {
    const folded = new Map<string, Record<string, unknown>>()
    const findings = audit.flatMap(({ aggregate_id, version, before, after, ...entry }) => {
      const { actor, cause, request_id, hash } = entry
      const known = folded.get(aggregate_id)
      folded.set(aggregate_id, after as Record<string, unknown>)
      const isNext = version === 1 ? before === null : before !== null && known?.version === version - 1
      return isNext && actor && cause && request_id && hash
        ? []
        : [`${aggregate_id} has no ${version}th entry that follows`]
    })
    const rows: { id: string }[] = [
      ...books.subscriptions,
      ...books.orders,
      ...books.customers,
      ...books.checkouts,
      ...books.customer_seats,
    ]
    // Which of them takes a place is in the trail of the seats themselves; I19 counts them.
    const besides = ['transaction', 'seats_assigned']
    // Who is forgotten is taken out of what they had once, without another word of them.
    const isForgotten = (value: unknown) => isNameless(String(value))
    return [
      ...findings,
      ...rows.flatMap((row) => {
        const last = folded.get(row.id) ?? {}
        const other = Object.entries(row)
          .filter(([column, value]) => !besides.includes(column) && !isForgotten(value))
          .filter(([column, value]) => plain(value) !== plain(last[column]))
          .map(([column]) => column)
        return other.length > 0 ? [`${row.id}: ${other.join()} is not what the audit trail says`] : []
      }),
    ]
  },

  'I26 whatever the state says falls due is written down, and nothing else': (books) => {
    const due = new Map(dues(books).map(({ kind, id, at }) => [`${kind} ${id}`, at.getTime()]))
    const written = new Map(
      books.due_work.map(({ kind, subject_id, due_at }) => [`${kind} ${subject_id}`, due_at.getTime()]),
    )
    return [
      ...[...due].filter(([key, at]) => written.get(key) !== at).map(([key]) => `${key} is not written down`),
      ...[...written]
        .filter(
          ([key]) =>
            !due.has(key) && !/^(attempt|checkout|processor_event|reminder|card_expiry|revocation)/.test(key),
        )
        .map(([key]) => `${key} is not due`),
    ]
  },

  'I27 a mail is sent once for its cause, and not before it is committed': ({ emails, audit }) => {
    const causes = new Set(audit.map(({ aggregate_id, version }) => `${aggregate_id}:${version}`))
    return [
      ...repeated(emails.map(({ dedupe_key }) => dedupe_key)),
      ...emails
        // What the seller is told of has no version of ours.
        .filter(({ dedupe_key }) => /:[0-9a-f-]{36}:\d+$/.test(dedupe_key))
        .filter(({ dedupe_key }) => !causes.has(dedupe_key.split(':').slice(1).join(':')))
        .map(({ dedupe_key }) => `${dedupe_key} has no cause`),
    ]
  },

  'I27 whoever is charged, or whose subscription ends, is told': ({ news, emails, customers }) => {
    const nameless = new Set(customers.filter(({ email }) => isNameless(email)).map(({ id }) => id))
    return news.flatMap(({ aggregate_id, version, before, after, cause }) => {
      const from = before as { status?: string; due_amount?: number } | null
      const to = after as { status?: string; due_amount?: number; receipt_number?: string | null }
      const isPaid = from?.status === 'pending' && to.status === 'paid' && to.receipt_number
      const isOver = cause === 'subscriptions.pass_period_end' && to.status === 'canceled'
      const isTold = emails.some(({ dedupe_key }) => dedupe_key.endsWith(`:${aggregate_id}:${version}`))
      const isToTell = (isPaid || isOver) && !nameless.has((after as { customer_id: string }).customer_id)
      return isToTell && !isTold ? [`nobody was told of ${aggregate_id} version ${version}`] : []
    })
  },

  'I30 no secret and no card number is in a mail, an event or the audit trail': ({
    emails,
    events,
    news,
  }) => {
    const told = [
      ...emails.map(({ subject, body }) => `${subject} ${body}`),
      ...events.map(({ types }) => types),
      ...news.filter(({ after }) => !('client_secret' in after)),
    ]
    return told.flatMap((sink) => {
      const text = JSON.stringify(sink)
      const [found] = /polar_(cst|oat|c)_\w+|\b4\d{15}\b|\w*_secret_[\w-]{8,}/.exec(text) ?? []
      return found ? [`${found.slice(0, 14)}… is told`] : []
    })
  },

  'I30 a session is kept as the hash of its token alone': ({ customer_sessions }) =>
    customer_sessions
      .filter(({ token_hash }) => !/^[0-9a-f]{64}$/.test(token_hash))
      .map(({ id }) => `${id} can be read from the books`),

  'I31 a deleted customer has no session that opens anything': ({ customers, customer_sessions }) =>
    customers
      .filter(({ deleted_at }) => deleted_at !== null)
      .flatMap(({ id, email, deleted_at }) =>
        customer_sessions
          .filter((one) => one.customer_id === id && !one.revoked_at && one.created_at <= deleted_at!)
          .map(() => `${email} was deleted and is still signed in`),
      ),

  'who is forgotten is named in no mail that has gone its way': ({ customers, emails }) => {
    const nameless = new Map(
      customers
        .filter(({ email }) => email.endsWith('@anonymized.invalid'))
        .map(({ id, email }) => [id, email]),
    )
    return emails
      .filter(({ customer_id, next_attempt_at }) => nameless.has(customer_id!) && next_attempt_at === null)
      .filter(
        ({ customer_id, recipient, forgotten_at, body }) =>
          recipient !== nameless.get(customer_id!) || (forgotten_at !== null && body !== ''),
      )
      .map(({ dedupe_key }) => `${dedupe_key} names whom we forgot`)
  },

  'I31 a deleted customer has no card': ({ customers, payment_methods }) => {
    const deleted = new Set(customers.filter(({ deleted_at }) => deleted_at).map(({ id }) => id))
    return payment_methods
      .filter(({ customer_id, deleted_at }) => !deleted_at && deleted.has(customer_id))
      .map(({ id, customer_id }) => `${customer_id} was deleted and has the card ${id}`)
  },
}

/** What does not hold, each with the name of what it contradicts. */
export function violations(books: Books, before: Books | null): string[] {
  return Object.entries(invariants).flatMap(([name, contradictions]) => {
    const found = contradictions(books, before)
    return found.length > 0 ? [`${name}: ${found.slice(0, 3).join('; ')}`] : []
  })
}

/** After faults have ceased and time went on, nothing is left in between: L1, L2 and L4. */
export function unsettled(books: Books, now: Date): string[] {
  const { payment_attempts, payment_methods, orders, subscriptions, checkouts, due_work } = books
  return [
    ...[...unsettledMoney(books), ...unsettledWithdrawals(books)].map((finding) => `L2 ${finding}`),
    ...due_work
      .filter(({ parked_at }) => parked_at)
      .map(({ kind, subject_id, parked_reason }) => `L4 ${kind} ${subject_id} is parked: ${parked_reason}`),
    ...payment_attempts
      .filter(({ status }) => status === 'unknown')
      .map(({ id }) => `L2 the payment ${id} is still unknown`),
    ...payment_attempts
      .filter(({ refund_status }) => refund_status === 'pending')
      .map(({ id }) => `L2 the payment ${id} was not given back`),
    ...payment_methods
      .filter(({ deleted_at, processor_id }) => deleted_at && books.attached.has(processor_id))
      .map(({ id }) => `L4 the card ${id} was removed, and the processor still has it`),
    ...orders
      .filter(({ next_payment_attempt_at: at }) => at && at <= now)
      .map(({ id }) => `L1 the order ${id} is due and not tried`),
    ...orders
      .filter((order) => order.status === 'pending' && order.next_payment_attempt_at === null)
      .filter(
        (order) => !payment_attempts.some((one) => one.order_id === order.id && waiting.includes(one.status)),
      )
      .map(({ id }) => `L4 nobody ever asks for the order ${id} again`),
    ...subscriptions
      .filter((one) => running.includes(one.status) && one.current_period_end <= now)
      .filter(({ status, pause_at_period_end }) => status !== 'past_due' || !pause_at_period_end)
      .map(({ id }) => `L1 the subscription ${id} is past its period's end`),
    ...subscriptions
      .filter(({ status }) => status === 'incomplete')
      .map(({ id }) => `L4 the subscription ${id} was never concluded`),
    ...checkouts
      .filter(({ status, expires_at }) => status === 'confirmed' && expires_at <= now)
      .map(({ id }) => `L4 the checkout ${id} was never concluded`),
  ]
}

/** What falls due, and when, read from the state a second time. */
function dues(books: Books): { kind: string; id: string; at: Date }[] {
  const { subscriptions, orders, payment_attempts, payment_methods, refunds, webhook_events } = books
  return [
    ...webhook_events.flatMap(({ id, next_attempt_at: at }) => (at ? [{ kind: 'webhook', id, at }] : [])),
    ...subscriptions.flatMap(({ id, status, current_period_end, resumes_at, pause_at_period_end }) => {
      // Who is to pause and owes is charged for nothing else before that is paid.
      if (status === 'past_due' && pause_at_period_end) return []
      if (running.includes(status)) return [{ kind: 'period_end', id, at: current_period_end }]
      return status === 'paused' && resumes_at ? [{ kind: 'resumption', id, at: resumes_at }] : []
    }),
    ...orders.flatMap(({ id, next_payment_attempt_at: at }) =>
      at ? [{ kind: 'payment_retry', id, at }] : [],
    ),
    ...payment_attempts
      .filter(({ status }) => ['unknown', 'processing'].includes(status))
      .map((one) => ({ kind: 'attempt', id: one.id, at: one.ask_after ?? soonAfter(one.created_at) })),
    ...payment_methods.flatMap(({ id, deleted_at: at, detached_at }) =>
      at && !detached_at ? [{ kind: 'card_removal', id, at }] : [],
    ),
    ...refunds
      .filter(({ status }) => status === 'pending')
      .map((one) => ({ kind: 'refund', id: one.id, at: one.ask_after ?? soonAfter(one.created_at) })),
  ]
}

/** Whoever asked the processor has half a minute to hear its answer. */
function soonAfter(at: Date): Date {
  return new Date(at.getTime() + 30_000)
}

function seconds(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000
}

function byAggregate<One extends { aggregate_id: string }>(all: readonly One[]): Map<string, One[]> {
  return Map.groupBy(all, ({ aggregate_id }) => aggregate_id) as Map<string, One[]>
}

/** One spelling for what the database and the audit trail write each in their own way. */
function plain(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)$/.test(value))
    return new Date(value).toISOString()
  if (Array.isArray(value)) return `[${value.map(plain).join()}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .toSorted()
      .map(([key, one]) => `${key}:${plain(one)}`)
      .join()}}`
  return String(value)
}

function gapsIn(numbers: readonly number[]): string[] {
  return numbers
    .toSorted((one, other) => one - other)
    .flatMap((number, index) => (number === index + 1 ? [] : [`${number} stands at ${index + 1}`]))
}
