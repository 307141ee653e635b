import type { Books } from './books.ts'
import type { Finding, Invariant } from './findings.ts'
import type { Sent } from './listeners.ts'

type WebhookEvent = Books['webhook_events'][number]

/** The waits between the tries, in seconds, written down again. */
const waits = [5, 60, 300, 1_800, 7_200, 21_600, 50_400, 86_400, 102_240]
const failuresInARow = 10
/** So long what could not even be made holds up the rest. */
const patience = 60_000

/** What holds of those who listen. What was really sent is the judge, and what the audit trail says of each change. */
export const invariantsOfListening: Record<string, Invariant> = {
  'I22 whoever listens is to be told of each change, once, and nobody else is': (books, before) =>
    books.webhook_endpoints.flatMap((endpoint) => {
      const was = before?.webhook_endpoints.find(({ id }) => id === endpoint.id)
      // One that changed in this very step heard the one or the other.
      if (!was || wishOf(was) !== wishOf(endpoint)) return []
      return books.newEvents.flatMap(({ id, types }) =>
        types.flatMap((type) => {
          const isWanted =
            endpoint.enabled && !endpoint.deleted_at && endpoint.events.some((wished) => wished === type)
          const told = books.webhook_events.filter(
            (one) => one.event_id === id && one.type === type && one.endpoint_id === endpoint.id,
          )
          return told.length === Number(isWanted) ? [] : [`${type} of ${id}, ${told.length} times`]
        }),
      )
    }),

  'I22 the same id carries the same bytes': (books) => {
    const digests = new Map<string, string>()
    for (const { webhook_id, digest } of books.sent.slice(0, books.sentBefore))
      digests.set(webhook_id, digest)
    return newlySent(books).flatMap(({ webhook_id, digest }) => {
      const known = digests.get(webhook_id) ?? digest
      digests.set(webhook_id, known)
      return known === digest ? [] : [`${webhook_id} was sent with other bytes`]
    })
  },

  'I22 what is sent is what the change left, under an id that was given for it': (books) =>
    newlySent(books).flatMap(({ webhook_id, type, id, status, modified_at }) => {
      const row = books.webhook_events.find((one) => one.id === webhook_id)
      const event = row && books.events.find((one) => one.id === row.event_id)
      const entry =
        event &&
        books.audit.find(
          ({ aggregate_id, version }) => aggregate_id === event.aggregate_id && version === event.version,
        )
      if (!entry || row.type !== type) return [`${webhook_id} (${type}) was given for nothing of the kind`]
      if (type === 'customer.state_changed') return []
      const after = entry.after as { status?: string; modified_at?: string | null }
      const isSame =
        id === event.aggregate_id &&
        status === (after.status ?? null) &&
        instant(modified_at) === instant(after.modified_at ?? null)
      return isSame ? [] : [`${webhook_id} says that ${id} is ${status}`]
    }),

  'I22 an address and a secret are never used but together': (books, before) => {
    const pairs = [...(before?.webhook_endpoints ?? []), ...books.webhook_endpoints].map(pairOf)
    return newlySent(books)
      .filter((sent) => !pairs.includes(pairOf(sent)))
      .map(({ webhook_id, url }) => `${webhook_id} went to ${url} with another secret`)
  },

  'I22 whoever failed is tried again when that was promised, ten times': ({ webhook_events, sent }) =>
    webhook_events.flatMap((event) => {
      const { id, tries, next_attempt_at, modified_at, finished_at, succeeded, last_http_code } = event
      const own = sent.filter(({ webhook_id }) => webhook_id === id)
      if (tries > own.length) return [`${id} was tried ${own.length} times, not ${tries}`]
      if (succeeded && !own.some(({ isTaken }) => isTaken)) return [`${id} was taken by nobody`]
      if (finished_at && !succeeded && tries < waits.length + 1 && last_http_code !== 410)
        return [`${id} was given up after ${tries} tries`]
      if (!next_attempt_at || tries === 0) return []
      const waited = (next_attempt_at.getTime() - modified_at!.getTime()) / 1_000
      const wait = waits[tries - 1]
      return wait !== undefined && waited >= wait * 0.95 - 0.01 && waited <= wait * 1.05 + 0.01
        ? []
        : [`${id} waits ${waited} s after ${tries} tries`]
    }),

  'I22 whoever took none of the last ten is turned off, and nobody else is': (books, before) =>
    books.webhook_endpoints.flatMap((endpoint) => {
      const was = before?.webhook_endpoints.find(({ id }) => id === endpoint.id)
      if (!was?.enabled) return []
      const isTold = ({ dedupe_key }: { dedupe_key: string }) =>
        dedupe_key.startsWith('webhook_endpoint_disabled') && dedupe_key.includes(endpoint.id)
      const told = books.emails.filter(isTold).length - before!.emails.filter(isTold).length
      const over = books.webhook_events
        .filter((one) => one.endpoint_id === endpoint.id && one.finished_at && !one.skipped)
        .toSorted((one, other) => latest(other) - latest(one) || other.position - one.position)
      const last = over.slice(0, failuresInARow)
      const isDead = last.length === failuresInARow && last.every(({ succeeded }) => !succeeded)
      if (told > 0) return isDead ? [] : [`${endpoint.id} was turned off, and took some of the last ten`]
      const [newest] = last
      const known = before!.webhook_events.find(({ id }) => id === newest?.id)
      const isNew = newest && !known?.finished_at
      const isSame = wishOf(was) === wishOf(endpoint)
      return isDead && isNew && isSame ? [`${endpoint.id} took none of the last ten, and is still on`] : []
    }),

  'I23 whoever listens hears things in their order': (books, past) => {
    // What was over once is heard again when somebody asks for it.
    const wasOver = new Set(past?.webhook_events.filter((one) => !one.next_attempt_at).map(({ id }) => id))
    const rows = new Map(books.webhook_events.map((one) => [one.id, one]))
    const firsts = firstsOf(books.sent)
    const firstAt = new Map(firsts.map(({ webhook_id }, index) => [webhook_id, index]))
    const before = new Set(books.sent.slice(0, books.sentBefore).map(({ webhook_id }) => webhook_id))
    return firsts.flatMap(({ webhook_id, at }, index) => {
      const row = rows.get(webhook_id)
      if (!row || before.has(webhook_id)) return []
      const overtaken = books.webhook_events.find(
        (one) =>
          one.endpoint_id === row.endpoint_id &&
          one.position < row.position &&
          (firstAt.get(one.id) ?? (one.next_attempt_at ? Infinity : -1)) > index &&
          !wasOver.has(one.id) &&
          !(books.isDisturbed && at.getTime() >= one.created_at.getTime() + patience),
      )
      return overtaken ? [`${webhook_id} overtook ${overtaken.id}`] : []
    })
  },
}

/** When nobody is down any more and time went on, everybody has heard all that they were to be told, and knows how things stand. */
export function unheard(books: Books): Finding[] {
  return books.webhook_endpoints.flatMap((endpoint) => {
    const own = books.webhook_events.filter(({ endpoint_id }) => endpoint_id === endpoint.id)
    return [
      ...own
        .filter(({ next_attempt_at }) => next_attempt_at !== null)
        .map(({ id, type }) => `L3 ${type} ${id} is still to be told`),
      ...missed(books, own),
    ]
  })
}

/** A receiver that drops what is older than what it has is left with what stands. */
function missed(books: Books, own: readonly WebhookEvent[]): Finding[] {
  const ids = new Set(own.map(({ id }) => id))
  const heard = books.sent.filter(({ webhook_id, isTaken }) => isTaken && ids.has(webhook_id))
  return [...books.subscriptions, ...books.orders].flatMap((row) => {
    const last = books.events.find((one) => one.aggregate_id === row.id && one.version === row.version)
    const told = own.filter(({ event_id, type }) => event_id === last?.id && !type.startsWith('customer.'))
    if (!told.some(({ succeeded }) => succeeded)) return []
    const newest = Math.max(
      ...heard.filter(({ id }) => id === row.id).map(({ modified_at }) => instant(modified_at) ?? 0),
    )
    return newest === (instant(row.modified_at) ?? 0) ? [] : [`I23 ${row.id} is not known as it stands`]
  })
}

const newlySent = ({ sent, sentBefore }: Books) => sent.slice(sentBefore)

/** Each id's first try. */
function firstsOf(sent: readonly Sent[]): Sent[] {
  const seen = new Set<string>()
  return sent.filter(({ webhook_id }) => !seen.has(webhook_id) && seen.add(webhook_id))
}

function wishOf({ enabled, deleted_at, events, modified_at }: Books['webhook_endpoints'][number]): string {
  return JSON.stringify([enabled, deleted_at, events, modified_at])
}

function pairOf({ url, secret }: { url: string; secret: string }): string {
  return `${url} ${secret}`
}

const latest = ({ finished_at }: WebhookEvent) => finished_at?.getTime() ?? 0

function instant(at: Date | string | null): number | null {
  return at === null ? null : new Date(at).getTime()
}
