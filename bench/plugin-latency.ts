import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { polar as upstreamPolar, portal as upstreamPortal } from '@polar-sh/better-auth'
import { Polar } from '@polar-sh/sdk'
import { HTTPClient } from '@polar-sh/sdk/lib/http.js'
import { seedDemoUsers } from '@verge/auth'
import { polar, portal } from '@verge/better-auth'
import { systemClock } from '@verge/server/ports/clock'
import { betterAuth, type BetterAuthPlugin } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { demoPassword, people } from '../test/people/people.ts'
import { percentile, rounded, type Benchmark, type Figures } from './benchmark.ts'
import { returnUrl } from './product.ts'

const origin = new URL(returnUrl).origin
const parameters = { warm_up_calls: 200, calls: 1_500, at_once: 1, adapter: 'memory', client: 'SDK 0.47.1' }

/**
 * What the plugin adds to the one API call that opens the portal: of each call what it took without its wait for the
 * provider. Beside it what Better Auth and Polar's client take by themselves, and Polar's own plugin.
 */
export const pluginLatency: Benchmark = {
  name: 'plugin-latency',
  parameters,
  async run(product) {
    const provider = waitedFor()
    const client = new Polar({
      accessToken: product.accessToken,
      serverURL: product.url,
      httpClient: new HTTPClient({ fetcher: provider.fetch }),
    })
    const { id } = people.ada
    const ours = await appWith(polar({ client, use: [portal({ returnUrl })] }))
    const upstream = await appWith(upstreamPolar({ client, use: [upstreamPortal({ returnUrl })] }))
    const ways = {
      "Polar's client alone": () => client.customerSessions.create({ externalCustomerId: id, returnUrl }),
      "Better Auth's session check alone": () => ours('GET', '/get-session'),
      'customerPortal()': () => ours('POST', '/customer/portal', {}),
      '@polar-sh/better-auth 1.8.4': () => upstream('POST', '/customer/portal', { redirect: false }),
    }
    const collections = garbageCollections()
    const calls: Record<string, Call[]> = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
    for (let call = -parameters.warm_up_calls; call < parameters.calls; call++) {
      // In turn, so that whatever else happens on the machine happens to all.
      for (const [way, ask] of Object.entries(ways)) {
        const timed = await timedCall(ask, provider)
        if (call >= 0) calls[way]!.push(timed)
      }
    }
    const collected = await collections.all()
    return Object.fromEntries(Object.entries(calls).map(([way, all]) => [way, figuresOf(all, collected)]))
  },
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

/** The way to the provider, and how long it was waited for. */
function waitedFor() {
  const provider = {
    waited: 0,
    calls: 0,
    async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
      const asked = performance.now()
      const answer = await fetch(input, init)
      provider.waited += performance.now() - asked
      provider.calls++
      return answer
    },
  }
  return provider
}

async function timedCall(ask: () => Promise<unknown>, provider: ReturnType<typeof waitedFor>): Promise<Call> {
  Object.assign(provider, { waited: 0, calls: 0 })
  const startTime = performance.now()
  const said = await ask()
  const duration = performance.now() - startTime
  // An app that nobody is signed in to answers its session check with null.
  if (!said) throw new Error('Nothing was answered')
  return { startTime, duration, waited: provider.waited, providerCalls: provider.calls }
}

/** An app with this plugin, as somebody who signed in to it asks it. */
async function appWith(plugin: BetterAuthPlugin) {
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
  async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const request = new Request(`${origin}/api/auth${path}`, {
      method,
      headers: { origin, cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer = await auth.handler(request)
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${answer.status} ${text}`)
    return JSON.parse(text)
  }
  await ask('POST', '/sign-in/email', { email, password: demoPassword })
  return ask
}
