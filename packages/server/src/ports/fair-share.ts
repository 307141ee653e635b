type Fetch = (request: Request) => Promise<Response>

/** What one customer may ask for at once, and how fast that comes back. */
interface Share {
  burst: number
  perSecond: number
}

/** Polar lets all of one seller ask 500 times a minute. A page asks some eight times, so this is fifteen pages at once and one every three seconds. */
const defaults: Share = { burst: 120, perSecond: 3 }

/** Whoever has not asked for longest is forgotten first. */
const rememberedMax = 10_000

interface Bucket {
  left: number
  at: number
}

/**
 * Before a Polar elsewhere, whose patience is one budget for everybody: whoever asks without end is told to wait here, and
 * uses up nobody else's. Customers are told apart by their tokens, guests by the address that they ask from.
 */
export function openFairShare(
  { now }: { now(): number },
  { burst, perSecond }: Share = defaults,
): (fetch: Fetch) => Fetch {
  const buckets = new Map<string, Bucket>()

  /** Seconds until the next call is theirs; 0: this one is. */
  function wait(who: string): number {
    const at = now()
    const last = buckets.get(who) ?? { left: burst, at }
    const passed = Math.max(0, at - last.at) / 1000
    const left = Math.min(burst, last.left + passed * perSecond)
    buckets.delete(who)
    buckets.set(who, { left: left >= 1 ? left - 1 : left, at })
    if (buckets.size > rememberedMax) buckets.delete(buckets.keys().next().value!)
    return left >= 1 ? 0 : (1 - left) / perSecond
  }

  return (fetch) => async (request) => {
    const { headers } = request
    const seconds = wait(headers.get('authorization') ?? headers.get('x-forwarded-for') ?? '')
    if (seconds === 0) return fetch(request)
    return Response.json(
      { error: 'TooManyRequests', detail: 'Asked too often. Nothing was changed.' },
      { status: 429, headers: { 'retry-after': seconds.toFixed(1) } },
    )
  }
}
