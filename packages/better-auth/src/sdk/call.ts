import { ProviderFailure } from '../provider.ts'
import { Trace } from './trace.ts'

/** Runs one call of a client with a limit, and turns what it throws into what it means. */
export type Caller = <Result>(
  name: string,
  call: () => Promise<Result>,
  /** `again`: tried a second time within the same limit, where no answer came. */
  settings?: { again: boolean },
) => Promise<Result>

/** An answer that says no: whoever asked knows what it means there. */
export class Declined extends Error {
  override readonly name = 'Declined'
  readonly status: number
  override readonly cause: Trace

  constructor(status: number, cause: Trace) {
    super(`Declined with ${status}`)
    this.status = status
    this.cause = cause
  }
}

export function callerWithin(timeoutMs: number): Caller {
  return async (name, call, { again } = { again: false }) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new ProviderFailure('unavailable', `${name} took longer than ${timeoutMs} ms`)),
        timeoutMs,
      )
    })
    try {
      return await Promise.race([again ? twice(call) : call(), late])
    } catch (error) {
      throw meaningOf(name, error)
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Once more where nothing answered or the answer was that something broke; who asks for patience is left alone. */
async function twice<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    const { status } = new Trace(error)
    if (status !== null && status < 500) throw error
    return call()
  }
}

function meaningOf(name: string, error: unknown): Error {
  if (error instanceof ProviderFailure) return error
  const trace = new Trace(error)
  const { status } = trace
  if (status === 401 || (status === 403 && !isRefusalOfThing(trace)))
    return new ProviderFailure('refused', `${name} was answered with ${status}`, trace)
  if (status !== null && status >= 400 && status < 500 && status !== 429) return new Declined(status, trace)
  const what = status === null ? 'got no answer' : `was answered with ${status}`
  return new ProviderFailure('unavailable', `${name} ${what}`, trace)
}

/** Polar says 403 of a subscription that is over already, and of a token that may not; only the first names the thing. */
function isRefusalOfThing({ name, why }: Trace): boolean {
  return /AlreadyCanceledSubscription/.test(`${name} ${why}`)
}

/** `fallback` where the answer was a no of one of these statuses. */
export async function unless<Result, Fallback>(
  statuses: readonly number[],
  fallback: Fallback,
  call: Promise<Result>,
): Promise<Result | Fallback> {
  return call.catch((error: unknown) => {
    if (error instanceof Declined && statuses.includes(error.status)) return fallback
    if (error instanceof Declined)
      throw new ProviderFailure('unavailable', `The provider declined with ${error.status}`, error.cause)
    throw error
  })
}

/** An answer without the text that it is asked for is no answer. */
export function textIn(answer: unknown, key: string): string {
  const value = (answer as Record<string, unknown> | null | undefined)?.[key]
  if (typeof value === 'string' && value !== '') return value
  throw new ProviderFailure('unavailable', `The provider's answer has no ${key}`)
}
