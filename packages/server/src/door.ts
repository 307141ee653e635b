import { AsyncLocalStorage } from 'node:async_hooks'
import { protect } from './portal/protection.ts'
import { BrokenOff } from './ports/bounded-body.ts'
import type { Log } from './ports/log.ts'

type Handler = (request: Request) => Promise<Response>

export interface Door {
  /** Answers `/readyz` itself, and for the handler where that throws or we are not open. */
  pass(request: Request, handler: Handler): Promise<Response>
  /** Takes an error that nobody waited for. False: it belongs to no request. */
  takeStray(error: unknown): boolean
  open(): void
  /** Those who are inside may finish. */
  close(): void
}

interface DoorOptions {
  log: Log
  newReference(): string
  /** Null, or what keeps us from serving, in words. */
  problem(): Promise<string | null>
}

/** What stands before everything that is served, at every port. */
export function createDoor({ log, newReference, problem }: DoorOptions): Door {
  let standing: 'starting' | 'open' | 'stopping' = 'starting'
  const inside = new AsyncLocalStorage<{ fail(error: unknown): void }>()

  async function readiness(): Promise<Response> {
    const words = standing === 'open' ? await problem() : notOpen[standing]
    return words === null ? own({ status: 'ready' }, 200) : unavailable(words)
  }

  function guarded(request: Request, handler: Handler): Promise<Response> {
    const answered = Promise.withResolvers<Response>()
    inside.run({ fail: answered.reject }, () => {
      handler(request).then(answered.resolve, answered.reject)
    })
    return answered.promise.catch((error: unknown) => broken(error))
  }

  function broken(error: unknown): Response {
    if (error instanceof BrokenOff) return own({ detail: error.message }, 408)
    const reference = newReference()
    log.report({ reference, error })
    const detail = `Something went wrong on our side. Reference: ${reference}`
    return own({ error: 'InternalServerError', detail }, 500)
  }

  return {
    async pass(request, handler) {
      const { pathname } = new URL(request.url)
      if (pathname === '/readyz') return readiness()
      if (standing === 'starting') return unavailable(notOpen.starting)
      return guarded(request, handler)
    },
    takeStray(error) {
      const request = inside.getStore()
      if (!request) return false
      // Where the answer has been given already, the log alone tells.
      log.report({ reference: newReference(), operation: 'stray', error })
      request.fail(error)
      return true
    },
    open: () => void (standing = 'open'),
    close: () => void (standing = 'stopping'),
  }
}

const notOpen = { starting: 'Verge is starting.', stopping: 'Verge is stopping.' }
/** Ours, where nobody further in answers. */
function own(body: unknown, status: number, more: Record<string, string> = {}): Response {
  const response = Response.json(body, { status, headers: { 'cache-control': 'no-store', ...more } })
  protect(response.headers)
  return response
}

function unavailable(problem: string): Response {
  return own({ status: 'unavailable', problem }, 503, { 'retry-after': '2' })
}
