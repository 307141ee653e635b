import { addDays, addSeconds } from './billing-period.ts'

/** How one try to tell an endpoint something went. */
export interface Tried {
  /** Null: nothing answered. */
  http_code: number | null
  /** The address can never be reached, whoever tries and when. */
  isUnreachable: boolean
}

const minute = 60
const hour = 3_600
/** The waits between ten tries; 75 hours in all. Then it is left until somebody has it sent again. */
const waits = [5, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 14 * hour, 24 * hour, 28.4 * hour]

export const triesInAll = waits.length + 1

export function isDelivered({ http_code }: Pick<Tried, 'http_code'>): boolean {
  return http_code !== null && http_code >= 200 && http_code < 300
}

/** Whoever says that it is gone wants to hear no more of this, and nobody will answer where nothing can be. */
function isFinal({ http_code, isUnreachable }: Tried): boolean {
  return isUnreachable || http_code === 410
}

/**
 * When it is tried again; null: never by itself. `chance` from 0 to 1 spreads those that failed together, five per cent to
 * either side.
 */
export function nextTry(tried: Tried, tries: number, now: Date, chance: number): Date | null {
  const wait = waits[tries - 1]
  if (isDelivered(tried) || isFinal(tried) || wait === undefined) return null
  return addSeconds(now, wait * (0.95 + 0.1 * chance))
}

/** An endpoint that took none of so many events is told nothing more. */
export const failuresMax = 10

/** `arrived`: of the last events that are over, the latest first. */
export function isGivenUp(arrived: readonly boolean[]): boolean {
  return arrived.length >= failuresMax && !arrived.slice(0, failuresMax).includes(true)
}

/** One that nobody has tried yet holds up what came after it, so that things are told in their order; not for ever. */
export function holdsUp({ created_at }: { created_at: Date }, now: Date): boolean {
  return now < addSeconds(created_at, minute)
}

const daysKept = 90

/** What is older has lost its payload. */
export function keptSince(now: Date): Date {
  return addDays(now, -daysKept)
}
