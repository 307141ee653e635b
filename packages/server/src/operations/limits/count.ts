import { sql } from 'kysely'
import {
  askedAgain,
  blockedUntil,
  forgottenFrom,
  type Asking,
  type RateLimit,
} from '../../billing/rate-limit.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { Anonymous } from '../actor.ts'
import { hashOf } from '../customer-sessions/token.ts'

/** Asked too often. Nothing was done. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests'
  readonly seconds: number

  constructor(seconds: number) {
    super(`Asked too often; again in ${seconds} seconds.`)
    this.seconds = seconds
  }
}

type Counting = Pick<Ports, 'db' | 'clock' | 'secret' | 'isUnlimited'>

/** Counts one more time for `who`, in all processes together, also where it comes to nothing. @throws TooManyRequests */
export async function countAsked(ports: Counting, limit: RateLimit, who: string): Promise<void> {
  if (ports.isUnlimited) return
  const now = ports.clock.now()
  const key = keyOf(ports, who)
  const refused_until = await ports.db.transaction().execute(async (tx) => {
    const { asking, refused_until: until } = askedAgain(limit, await lockAsking(tx, key, now), now)
    await tx
      .updateTable('rate_limits')
      .set({
        counts: JSON.stringify(asking.counts),
        blocked_until: asking.blocked_until,
        expires_at: forgottenFrom(limit, asking, now),
      })
      .where('key', '=', key)
      .execute()
    return until
  })
  if (refused_until) throw tooMany(refused_until, now)
}

/** Nothing is counted where it is not known who asks. */
export async function countAddress(
  ports: Counting,
  { address }: Pick<Anonymous, 'address'>,
  what: string,
  limit: RateLimit,
): Promise<void> {
  if (address) await countAsked(ports, limit, `${what} ${networkOf(address)}`)
}

/** Refuses who is blocked already, and counts nothing. @throws TooManyRequests */
export async function refuseBlocked(ports: Counting, who: string): Promise<void> {
  if (ports.isUnlimited) return
  const now = ports.clock.now()
  const until = blockedUntil(await readAsking(ports.db, keyOf(ports, who)), now)
  if (until) throw tooMany(until, now)
}

/** Who an address of the internet is counted as: of IPv6 a whole network belongs to one of them. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [before = '', after] = address.split('::')
  const head = before ? before.split(':') : []
  const tail = after ? after.split(':') : []
  const gap = after === undefined ? 0 : 8 - head.length - tail.length
  const all = [...head, ...Array<string>(Math.max(0, gap)).fill('0'), ...tail]
  return `${all
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

export async function forgetLimits({ db, clock }: Pick<Ports, 'db' | 'clock'>): Promise<void> {
  await db.deleteFrom('rate_limits').where('expires_at', '<=', clock.now()).execute()
}

async function lockAsking(tx: Tx, key: string, now: Date): Promise<Asking> {
  await tx
    .insertInto('rate_limits')
    .values({ key, counts: '[]', blocked_until: null, expires_at: now })
    .onConflict((on) => on.column('key').doUpdateSet({ key: sql`excluded.key` }))
    .execute()
  return readAsking(tx, key)
}

async function readAsking(db: Database | Tx, key: string): Promise<Asking> {
  const found = await db
    .selectFrom('rate_limits')
    .select(['counts', 'blocked_until'])
    .where('key', '=', key)
    .executeTakeFirst()
  const counts = found?.counts ?? []
  return {
    counts: counts.map(({ since, count }) => ({ since: new Date(since), count })),
    blocked_until: found?.blocked_until ?? null,
  }
}

function keyOf(ports: Counting, who: string): string {
  return hashOf(`asks: ${who}`, ports)
}

function tooMany(until: Date, now: Date): TooManyRequests {
  return new TooManyRequests(Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)))
}
