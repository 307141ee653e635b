import * as z from 'zod'
import { Refusal, type RefusalName } from '@verge/polar/refusals'
import { networkOf, TooManyRequests } from '../operations/limits/count.ts'
import { nameOf } from '../operations/actor.ts'
import type { Throttle } from '../operations/limits/throttle.ts'
import { SelectionRequired } from '../operations/sign-in/request.ts'
import { BrokenOff } from '../ports/bounded-body.ts'
import type { Happened, Note } from '../ports/log.ts'
import { DatabaseFault, type Ports } from '../ports/ports.ts'
import * as answers from './answers.ts'
import { admits, authenticate, type Known } from './authenticate.ts'
import type { Binding } from './binding.ts'
import { bindings } from './bindings.ts'
import { BodyTooLarge, readInput } from './input.ts'
import { watched } from './watched.ts'

export interface ApiOptions {
  /** Told of what is our fault; `reference` stands in the answer too. */
  report(problem: { reference: string; operation: string; error: unknown }): void
  /** Without one, everybody may ask as often as they like. */
  throttle?: Throttle | null
  /** Hears who is let in and who is turned away, by one word at most for each call that is refused. */
  note?: Note
}

const versions = ['2026-04', '2026-10', '2027-01']
const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Polar-Version, Retry-After, X-Request-Id',
}

interface Caller {
  /** Where the request comes from; not given, nobody is counted by it. */
  address?: string
}

/** A call of the portal beside us, which makes several in one visit. */
interface Call extends Caller {
  known?: Known
}

interface Asked extends Call {
  path: string
  /** Stands in the answer, in the log and in the audit entries of what was changed. */
  requestId: string
}

/** Polar's HTTP API: one fetch handler over the operations. */
export function createApi(ports: Ports, { report, throttle = null, note = () => {} }: ApiOptions) {
  const visitsTold = new WeakSet<Known>()

  async function answer(request: Request, { path, requestId, known, ...caller }: Asked): Promise<Response> {
    const matches = matching(path)
    const match = matches.find(({ binding }) => binding.operation.method === request.method)
    const seen = watched(ports, requestId)
    const about: Record<string, string> = {
      operation: match?.binding.operation.name ?? 'unknown',
      request_id: requestId,
    }
    const turnedAway = (happened: Happened, response: Response, error?: string) => {
      // A page asks for many things at once, and all of them are refused for one reason.
      if (!known || !visitsTold.has(known)) note(happened, { ...about, ...(error && { error }) })
      if (known) visitsTold.add(known)
      return response
    }
    try {
      const seconds = throttle && hasteOf(throttle, request, caller)
      if (seconds) return turnedAway('a caller asked too often', answers.tooMany(seconds))
      const actor = await authenticate(seen.ports, request, known)
      if (!actor) {
        if (caller.address) throttle?.count('stranger', networkOf(caller.address))
        return turnedAway('a call was refused', answers.invalidToken(), 'invalid_token')
      }
      about['who'] = nameOf(actor)
      if (actor.kind === 'customer') about['by_session_id'] = actor.session_id
      if (matches.length === 0) return answers.unknownRoute()
      if (!match) return answers.wrongMethod()
      const { operation, run } = match.binding
      if (!admits(operation.gate, actor))
        return turnedAway('a call was refused', answers.unauthorized(), 'Unauthorized')
      const input = await readInput(operation, request, match.params)
      const output = await run(seen.ports, { ...actor, ...caller } as never, input as never)
      for (const [happened, more] of seen.noted) note(happened, { ...about, ...more })
      if (output instanceof Response) return output
      return answers.done(operation.status, operation.output && z.encode(operation.output, output as never))
    } catch (error) {
      if (error instanceof Refusal) {
        const happened = inVain[error.error]
        const response = answers.refused(error)
        return happened ? turnedAway(happened, response, error.error) : response
      }
      if (error instanceof SelectionRequired) return answers.selectionRequired(error.customers)
      if (error instanceof TooManyRequests)
        return turnedAway('a caller asked too often', answers.tooMany(error.seconds))
      if (error instanceof BodyTooLarge) return answers.tooLarge()
      if (error instanceof BrokenOff) return answers.brokenOff()
      report({ reference: requestId, operation: match?.binding.operation.name ?? 'authenticate', error })
      const failed = { reference: requestId, isUnchanged: !seen.mayHaveChanged() }
      return error instanceof DatabaseFault ? answers.unavailable(failed) : answers.broken(failed)
    }
  }

  return async function handle(request: Request, caller: Call = {}): Promise<Response> {
    if (request.method === 'OPTIONS') return preflight(request)
    const version = request.headers.get('polar-version')
    const isKnown = version === null || versions.includes(version)
    const path = new URL(request.url).pathname.replace(/^\/api\/v1\//, '/v1/')
    const requestId = ports.ids.uuid()
    const response = isKnown ? await answer(request, { path, requestId, ...caller }) : answers.unknownRoute()
    for (const [name, value] of Object.entries(cors)) response.headers.set(name, value)
    response.headers.set('polar-version', isKnown && version ? version : versions[0]!)
    response.headers.set('x-request-id', requestId)
    response.headers.set('cache-control', 'no-store')
    response.headers.set('x-content-type-options', 'nosniff')
    return response
  }
}

/** Refusals that are about who somebody is and what they may do; any other is about what they asked for. */
const inVain: Partial<Record<RefusalName, Happened>> = {
  Unauthorized: 'a call was refused',
  NotPermitted: 'a call was refused',
  CustomerSessionCodeInvalidOrExpired: 'signing in came to nothing',
  InvalidCustomerEmailUpdate: 'signing in came to nothing',
  InvalidInvitationToken: 'signing in came to nothing',
  LinkOpenedElsewhere: 'signing in came to nothing',
}

/** Before the token is looked at: whoever guesses must not learn of a right one by being let in. */
function hasteOf(throttle: Throttle, request: Request, { address }: Caller): number | null {
  const token = request.headers.get('authorization')
  if (!token) return null
  const guessing = address ? throttle.wait('stranger', networkOf(address)) : null
  return guessing ?? throttle.count('token', token)
}

function preflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers')
  const headers = {
    ...cors,
    'access-control-allow-methods': 'GET, POST, PATCH, DELETE, OPTIONS',
    'access-control-allow-headers': asked ?? 'Authorization, Polar-Version, Content-Type, Polar-Organization',
    'access-control-max-age': '600',
  }
  return new Response(null, { status: 204, headers })
}

interface Match {
  binding: Binding
  params: Record<string, string>
}

const routes = bindings.map((binding) => ({
  binding,
  pattern: new RegExp(
    `^${binding.operation.path.replace(/\/$/, '').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`,
  ),
  literals: binding.operation.path.split('/').filter((part) => !part.startsWith('{')).length,
}))

/** Both spellings of the trailing slash; an exact path comes before one with a placeholder. */
function matching(path: string): Match[] {
  const found = routes.flatMap((route) => {
    const match = route.pattern.exec(path)
    return match ? [{ ...route, params: decoded(match.groups ?? {}) }] : []
  })
  const most = Math.max(...found.map((route) => route.literals))
  return found.filter((route) => route.literals === most)
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodedOnce(value)]))
}

function decodedOnce(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
