import { Polar } from '@polar-sh/sdk'
import { createPolar as createPolar202604 } from 'polar-sdk-1/2026-04'
import { createPolar as createPolar202610 } from 'polar-sdk-1/2026-10'
import { createPolar as createPolar202701 } from 'polar-sdk-1/2027-01'
import { NotTried, type Calls, type Check, type Client1, type OperationCheck } from './check.ts'
import { answers, isTrue, refuses, same } from './expect.ts'
import { officialTypes, versions, type Type, type Version } from './official-types.ts'
import { openReceivers } from './receivers.ts'
import type { Answer, Server } from './server.ts'
import { openTrial, type Stock, type Trial } from './trial.ts'
import { wireIn, type Wire } from './wire.ts'

/** Who called: a client in an API version, or a plain request. */
export const callers = [...versions, '0.47.1', 'raw'] as const
export type Caller = (typeof callers)[number]

export interface Verdict {
  id: string
  kind: Check['kind']
  says: string
  mark?: OperationCheck['mark']
  caller?: Caller
  outcome: 'passed' | 'failed' | 'not tried'
  why: string | null
  ms: number
}

const creators: Record<
  Version,
  (options: { accessToken: string; baseUrl: string; timeout: number }) => Client1
> = {
  '2026-04': (options) => createPolar202604(options) as unknown as Client1,
  '2026-10': createPolar202610,
  '2027-01': (options) => createPolar202701(options) as unknown as Client1,
}
const patienceSeconds = 20

/** Tries every check on the server, one after the other, and tells each verdict as it falls. */
export async function judge(
  server: Server,
  checks: readonly Check[],
  tell: (verdict: Verdict) => void = () => {},
): Promise<Verdict[]> {
  const stock: Stock = { products: new Map(), slug: null, receivers: openReceivers() }
  const verdicts: Verdict[] = []

  async function one(verdict: Omit<Verdict, 'outcome' | 'why' | 'ms'>, run: () => Promise<void>) {
    const began = performance.now()
    const found = await tried(run)
    const whole = { ...verdict, ...found, ms: Math.round(performance.now() - began) }
    verdicts.push(whole)
    tell(whole)
  }

  for (const check of checks) {
    let trial = openTrial(server, stock)
    const anew = async () => {
      await trial.close().catch(() => {})
      trial = openTrial(server, stock)
    }
    if (check.kind !== 'operation') {
      await one({ id: check.id, kind: check.kind, says: check.says }, () => check.run(trial))
    } else {
      const { method, path, mark, calls } = check
      const id = `${method} ${path}`
      let given: ReturnType<typeof givenTo> | null = null
      for (const caller of callersOf(calls)) {
        if (method !== 'GET' && !calls.repeatable) given = (await anew(), null)
        const base = { id, kind: check.kind, says: id, mark, caller }
        await one(base, async () => carryOut(trial, check, caller, await (given ??= givenTo(trial, check))))
      }
    }
    await trial.close().catch(() => {})
  }
  await archive(server, stock)
  await stock.receivers.close()
  return verdicts
}

export function callersOf({ v1, v0 }: Calls<unknown>): Caller[] {
  return [...(v1 ? versions : []), ...(v0 ? (['0.47.1'] as const) : []), 'raw']
}

async function tried(run: () => Promise<void>): Promise<Pick<Verdict, 'outcome' | 'why'>> {
  try {
    await run()
    return { outcome: 'passed', why: null }
  } catch (error) {
    if (error instanceof NotTried) return { outcome: 'not tried', why: error.message }
    const why =
      error instanceof Error
        ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}`
        : String(error)
    return { outcome: 'failed', why: why.slice(0, 600) }
  }
}

async function carryOut(
  trial: Trial,
  { method, path, calls }: OperationCheck,
  caller: Caller,
  given: { token?: string },
): Promise<void> {
  // With the clients a token is sent to open addresses too: one that is valid counts for nothing there.
  const token: string | null = given.token ?? (calls.open && caller === 'raw' ? null : trial.server.token)
  const { url } = trial.server
  if (caller === 'raw') {
    const answer = await plainly(trial, { method, path, calls }, given, token)
    if (calls.type) fitsType(answer.body, calls.type, '2026-10')
    await calls.shows?.(answer.body, given, trial)
  } else if (caller === '0.47.1') {
    // It reads every answer by schemas of its own, and throws where one does not fit.
    const polar = new Polar({ accessToken: token ?? '', serverURL: url })
    const answer = await calls.v0!(polar, given, { customerSession: token ?? '' })
    await calls.shows?.(inWireWords(answer) as Wire, given, trial)
  } else {
    const polar = creators[caller]({ accessToken: token ?? '', baseUrl: url, timeout: patienceSeconds })
    const answer = await calls.v1!(strict(polar, officialTypes(caller).client, caller), given)
    await calls.shows?.(answer as Wire, given, trial)
  }
}

/** What cannot be made hides nobody's missing address: that has failed, whatever else could be tried. */
async function givenTo(
  trial: Trial,
  { method, path, calls }: Pick<OperationCheck, 'method' | 'path' | 'calls'>,
) {
  try {
    return (await calls.given?.(trial)) ?? {}
  } catch (error) {
    const address = path.replace(/\{\w+\}/g, () => crypto.randomUUID())
    if (error instanceof NotTried && !(await trial.serves(method, address)))
      throw new Error(`There is no ${method} ${path}`, { cause: error })
    throw error
  }
}

/** Without a client: status, headers, both spellings of the address, and nobody without a token. */
async function plainly(
  trial: Trial,
  { method, path, calls }: Omit<OperationCheck, 'kind' | 'mark'>,
  given: object,
  token: string | null,
): Promise<Answer> {
  const { params = {}, query = '', body, headers } = calls.raw(given)
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? name))
  const address = filled + (query && `?${query}`)
  if (!calls.open) {
    const refused = await trial.call(method, address, { token: null, body, headers })
    refuses(refused, 401, 'Unauthorized')
    isTrue(refused.headers.get('www-authenticate'), `${refused.asked} refuses without WWW-Authenticate`)
  }
  if (calls.streams) return opensStream(trial, address, token)
  const answer = await trial.call(method, address, { token, body, headers })
  answers(answer, calls.ok)
  same(answer.headers.get('access-control-allow-origin'), '*', 'Access-Control-Allow-Origin')
  if (calls.ok === 204) same(answer.text, '', 'The body')
  else {
    const type = answer.headers.get('content-type') ?? 'none'
    isTrue(type.startsWith('application/json'), `Its content type is ${type}`)
    if (calls.ok === 202) same(answer.body, null, 'The body')
  }
  if (method === 'GET') {
    const other = (filled.endsWith('/') ? filled.slice(0, -1) : `${filled}/`) + (query && `?${query}`)
    answers(await trial.call(method, other, { token, headers }), calls.ok)
  }
  return answer
}

/** The beginning of an answer that never ends. */
async function opensStream({ server }: Trial, path: string, token: string | null): Promise<Answer> {
  const leaving = new AbortController()
  const response = await fetch(server.url + path, {
    headers: { accept: 'text/event-stream', ...(token !== null && { authorization: `Bearer ${token}` }) },
    signal: leaving.signal,
  })
  const { status, headers } = response
  const type = headers.get('content-type') ?? 'none'
  leaving.abort()
  await response.body?.cancel().catch(() => {})
  const answer = { asked: `GET ${path}`, status, headers, body: wireIn(''), text: '' }
  answers(answer, 200)
  isTrue(type.startsWith('text/event-stream'), `Its content type is ${type}`)
  return answer
}

/** The client, with every answer held against the type that it declares for it. */
function strict<Client extends object>(client: Client, type: Type, version: Version): Client {
  return new Proxy(client, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      const member = type.kind === 'record' ? type.members.get(String(name))?.type : undefined
      if (member?.kind === 'record') return strict(value as object, member, version)
      if (member?.kind !== 'function') return value
      return async (...words: unknown[]) => {
        const answer: unknown = await (value as (...all: unknown[]) => Promise<unknown>)(...words)
        fitsType(answer, member.returns, version)
        return answer
      }
    },
  })
}

function fitsType(value: unknown, type: Type | string, version: Version): void {
  const problems = officialTypes(version).problems(value, type)
  if (problems.length > 0)
    throw new Error(`Not of the official type of ${version}: ${problems.slice(0, 4).join('; ')}`)
}

/** What the client 0.47.1 made of an answer, in the words of the wire again. */
function inWireWords(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (Array.isArray(value)) return value.map(inWireWords)
  if (typeof value !== 'object' || value === null) return value
  if ('result' in value && Symbol.asyncIterator in value) return inWireWords(value.result)
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      inWireWords(one),
    ]),
  )
}

/** What was sold for the checks alone is sold no more. */
async function archive(server: Server, { products }: Stock): Promise<void> {
  for (const { id } of products.values())
    await server.call('PATCH', `/v1/products/${id}`, { body: { is_archived: true } }).catch(() => {})
}
