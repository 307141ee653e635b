import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { polar as upstreamPolar, portal as upstreamPortal } from '@polar-sh/better-auth'
import { Polar } from '@polar-sh/sdk'
import { seedDemoUsers } from '@verge/auth'
import { polar, portal } from '@verge/better-auth'
import { systemClock } from '@verge/server/ports/clock'
import { betterAuth, type BetterAuthPlugin } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { createAuthEndpoint, sensitiveSessionMiddleware } from 'better-auth/api'
import { createPolar } from 'polar-sdk-1/2026-10'
import { demoPassword, people } from '../test/people/people.ts'
import { percentile, rounded, type Benchmark, type Figures } from './benchmark.ts'
import { returnUrl } from './product.ts'

const origin = new URL(returnUrl).origin
/** As an app that has served for some minutes: before that, some calls wait for the compiler. */
const parameters = { warm_up_calls: 3_000, calls: 3_000, at_once: 1, adapter: 'memory', client: 'SDK 0.47.1' }

/**
 * What the plugin adds to the one API call that opens the portal: of each call what it took without its wait for the
 * provider. Beside it what Better Auth and Polar's client take by themselves, an endpoint that does nothing but both of
 * these, and Polar's own plugin.
 */
export const pluginLatency: Benchmark = {
  name: 'plugin-latency',
  parameters,
  async run(product) {
    const { accessToken, url } = product
    const client = new Polar({ accessToken, serverURL: url })
    const { id } = people.ada
    const { time, stop } = watchProvider()
    const ours = await appWith(polar({ client, use: [portal({ returnUrl })] }), time)
    const newer = await appWith(
      polar({ client: createPolar({ accessToken, baseUrl: url }), use: [portal({ returnUrl })] }),
      time,
    )
    const least = await appWith(leastPlugin(client), time)
    const upstream = await appWith(upstreamPolar({ client, use: [upstreamPortal({ returnUrl })] }), time)
    const ways: [string, () => Promise<Call>][] = [
      ["Polar's client alone", async () => (await time(() => openedFor(client, id))).call],
      ["Better Auth's session check alone", () => ours('GET', '/get-session')],
      ['the least endpoint that does both', () => least('POST', '/customer/portal', {})],
      ['customerPortal()', () => ours('POST', '/customer/portal', {})],
      ['customerPortal(), client 1.0.1', () => newer('POST', '/customer/portal', {})],
      ['@polar-sh/better-auth 1.8.4', () => upstream('POST', '/customer/portal', { redirect: false })],
    ]
    const collections = garbageCollections()
    const calls = ways.map((): Call[] => [])
    for (let round = 0; round < parameters.warm_up_calls + parameters.calls; round++) {
      // In turn, there and back, so that whatever else happens on the machine happens to all, and each comes before and
      // after each other one as often: who comes when the young heap is full waits for what all of them left.
      for (let turn = 0; turn < ways.length; turn++) {
        const step = round % 2 === 0 ? turn : ways.length - 1 - turn
        const at = (round + step) % ways.length
        const call = await ways[at]![1]()
        if (round >= parameters.warm_up_calls) calls[at]!.push(call)
      }
    }
    stop()
    const collected = await collections.all()
    return Object.fromEntries(ways.map(([way], at) => [way, figuresOf(calls[at]!, collected)]))
  },
}

function openedFor(client: Polar, externalCustomerId: string) {
  return client.customerSessions.create({ externalCustomerId, returnUrl })
}

/** Asks who is signed in and opens the portal for them: below this no plugin can be. */
function leastPlugin(client: Polar) {
  return {
    id: 'least',
    endpoints: {
      portal: createAuthEndpoint(
        '/customer/portal',
        { method: 'POST', use: [sensitiveSessionMiddleware] },
        async (ctx) => {
          const { customerPortalUrl } = await openedFor(client, ctx.context.session.user.id)
          return ctx.json({ url: customerPortalUrl })
        },
      ),
    },
  } satisfies BetterAuthPlugin
}

interface Span {
  startTime: number
  duration: number
}

interface Call extends Span {
  /** Of them, until the provider's answer began. */
  waited: number
  providerCalls: number
}

function figuresOf(calls: readonly Call[], collections: readonly Span[]): Figures {
  const added = (some: readonly Call[]) => some.map(({ duration, waited }) => duration - waited)
  const waits = calls.map(({ waited }) => waited)
  const undisturbed = calls.filter((call) => !collections.some((collection) => overlap(call, collection)))
  return {
    'added p50 ms': rounded(percentile(added(calls), 0.5)),
    'added p99 ms': rounded(percentile(added(calls), 0.99)),
    // The process collects what all of it left, and whichever call it comes upon waits.
    'p99 ms without garbage collection': rounded(percentile(added(undisturbed), 0.99)),
    'calls with garbage collection %': rounded(100 * (1 - undisturbed.length / calls.length)),
    'API call p50 ms': rounded(percentile(waits, 0.5)),
    'API call p99 ms': rounded(percentile(waits, 0.99)),
    'API calls': Math.max(...calls.map(({ providerCalls }) => providerCalls)),
  }
}

function overlap(one: Span, other: Span): boolean {
  return one.startTime < other.startTime + other.duration && other.startTime < one.startTime + one.duration
}

function garbageCollections() {
  const seen: Span[] = []
  const observer = new PerformanceObserver((list) => seen.push(...list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  return {
    async all(): Promise<Span[]> {
      // They are told a turn later.
      await setTimeout(10)
      observer.disconnect()
      return seen
    },
  }
}

interface Timed<Answer> {
  answer: Answer
  call: Call
}
type Time = <Answer>(run: () => Promise<Answer>) => Promise<Timed<Answer>>

/** How long the provider is waited for, whichever client asks it: not all of them can be given a fetch of one's own. */
function watchProvider() {
  const network = globalThis.fetch
  let waited = 0
  let providerCalls = 0
  globalThis.fetch = async (input, init) => {
    const asked = performance.now()
    const answer = await network(input, init)
    waited += performance.now() - asked
    providerCalls++
    return answer
  }
  return {
    async time<Answer>(run: () => Promise<Answer>): Promise<Timed<Answer>> {
      waited = 0
      providerCalls = 0
      const startTime = performance.now()
      const answer = await run()
      const duration = performance.now() - startTime
      return { answer, call: { startTime, duration, waited, providerCalls } }
    },
    stop() {
      globalThis.fetch = network
    },
  }
}

/** An app with this plugin, as somebody who signed in to it asks it. What the browser and the app's server do is not timed. */
async function appWith(plugin: BetterAuthPlugin, time: Time) {
  const auth = betterAuth({
    baseURL: origin,
    secret: 'a secret of the app that is measured',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [plugin],
  })
  const { id, email, name } = people.ada
  await seedDemoUsers(auth, [{ user_id: id, email, name, password: demoPassword }], systemClock.now)
  let cookie = ''
  async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Call> {
    const request = new Request(`${origin}/api/auth${path}`, {
      method,
      headers: { origin, cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const { answer, call } = await time(() => auth.handler(request))
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${answer.status} ${text}`)
    // An app that nobody is signed in to answers its session check with null.
    if (!JSON.parse(text)) throw new Error('Nothing was answered')
    return call
  }
  await ask('POST', '/sign-in/email', { email, password: demoPassword })
  return ask
}
