import { setTimeout as sleep } from 'node:timers/promises'

type Fetch = (request: Request) => Promise<Response>

interface Patience {
  /** For one try of a call that only reads, the rest of its answer included. */
  readMs: number
  /** For everything that one visit asks. */
  visitMs: number
  /** At least, for what changes something: given up early, nobody would know what came of it. */
  changeMs: number
  /** No longer does a page wait because the other side asks it to. */
  pauseMs: number
  bytesMax: number
}

const defaults: Patience = {
  readMs: 4_000,
  visitMs: 10_000,
  changeMs: 6_000,
  pauseMs: 2_000,
  bytesMax: 5 * 1024 * 1024,
}

/** The answer is longer than any of theirs is. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong'
}

/**
 * The calls of one visit to a server that is not ours, whose answers may come late, in drops, or not at all. What only
 * reads is tried a second time where that may help; what changes something is sent once.
 */
export function patientFetch(fetch: Fetch, patience: Partial<Patience> = {}): Fetch {
  const { readMs, visitMs, changeMs, pauseMs, bytesMax } = { ...defaults, ...patience }
  const begun = performance.now()
  const left = () => Math.max(0, Math.round(visitMs - (performance.now() - begun)))

  async function once(request: Request, ms: number): Promise<Response> {
    const signal = AbortSignal.timeout(ms)
    const response = await fetch(new Request(request, { signal }))
    return new Response(bodied(response.status) ? await wholeBody(response, signal, bytesMax) : null, {
      status: response.status,
      headers: response.headers,
    })
  }

  return async function send(request) {
    if (request.method !== 'GET') return once(request, Math.max(changeMs, left()))
    const first = await once(request.clone(), Math.min(readMs, left())).catch((error: unknown) => error)
    const isAnswer = first instanceof Response
    const pause = isAnswer ? pauseAfter(first, pauseMs) : 0
    if (pause !== null && left() > pause) {
      await sleep(pause)
      return once(request, Math.min(readMs, left()))
    }
    if (isAnswer) return first
    throw first
  }
}

/** How long to wait before another try; null: another one changes nothing, or may not be made so soon. */
function pauseAfter({ status, headers }: Response, most: number): number | null {
  if ([500, 502, 503, 504].includes(status) || status === 429) {
    const seconds = Number(headers.get('retry-after') ?? (status === 429 ? Number.NaN : 0.1))
    const ms = seconds * 1000
    return ms >= 0 && ms <= most ? ms : null
  }
  return null
}

function bodied(status: number): boolean {
  return status !== 204 && status !== 304
}

/** Read here, so that an answer that stops in its middle fails in time as well. */
async function wholeBody(
  response: Response,
  signal: AbortSignal,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  const stop = () => void reader?.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
      signal.throwIfAborted()
      if (done || !value) break
      length += value.length
      if (length > bytesMax) {
        stop()
        throw new AnswerTooLong(`An answer of more than ${bytesMax} bytes`)
      }
      chunks.push(value)
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
