import { Polar } from '@polar-sh/sdk'
import { seedDemoUsers } from '@verge/auth'
import { polar, portal } from '@verge/better-auth'
import { systemClock } from '@verge/server/ports/clock'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { demoPassword, people } from '../test/people/people.ts'
import { percentile, rounded, type Benchmark } from './benchmark.ts'
import { returnUrl, type Product } from './product.ts'

const origin = new URL(returnUrl).origin
const parameters = { warm_up_calls: 200, calls: 1_500, at_once: 1, adapter: 'memory', client: 'SDK 0.47.1' }

/** What the plugin adds to the one API call that opens the portal. */
export const pluginLatency: Benchmark = {
  name: 'plugin-latency',
  parameters,
  async run(product) {
    const auth = appWith(product)
    const { id, email, name } = people.ada
    await seedDemoUsers(auth, [{ user_id: id, email, name, password: demoPassword }], systemClock.now)
    const cookie = await signIn(auth, email)
    const ways = {
      'POST /v1/customer-sessions/ alone': () => createSession(product, id),
      // Asks beside it, at the same time, whether the customer ever bought anything.
      'customerPortal()': () => auth.handler(post('/api/auth/customer/portal', {}, cookie)),
      'customer.portal(), as the upstream plugin': () =>
        auth.handler(post('/api/auth/customer/portal', { redirect: false }, cookie)),
    }
    const times: Record<string, number[]> = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
    for (let call = -parameters.warm_up_calls; call < parameters.calls; call++) {
      // In turn, so that whatever else happens on the machine happens to all.
      for (const [way, ask] of Object.entries(ways)) {
        const milliseconds = await timed(ask)
        if (call >= 0) times[way]!.push(milliseconds)
      }
    }
    const [alone, ...through] = Object.entries(times).map(([way, all]) => ({
      way,
      p50: percentile(all, 0.5),
      p99: percentile(all, 0.99),
    }))
    const figures = [alone!, ...through].map(({ way, p50, p99 }) => [
      way,
      {
        'p50 ms': rounded(p50),
        'p99 ms': rounded(p99),
        'added p50 ms': rounded(p50 - alone!.p50),
        'added p99 ms': rounded(p99 - alone!.p99),
      },
    ])
    return Object.fromEntries(figures)
  },
}

function appWith({ accessToken, url }: Product) {
  return betterAuth({
    baseURL: origin,
    secret: 'a secret of the app that is measured',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [polar({ client: new Polar({ accessToken, serverURL: url }), use: [portal({ returnUrl })] })],
  })
}

async function signIn(auth: ReturnType<typeof appWith>, email: string): Promise<string> {
  const answer = await auth.handler(post('/api/auth/sign-in/email', { email, password: demoPassword }))
  if (!answer.ok) throw new Error(`Nobody signed in: ${answer.status} ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

async function createSession({ url, accessToken }: Product, external_customer_id: string): Promise<Response> {
  return fetch(`${url}/v1/customer-sessions/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ external_customer_id, return_url: returnUrl }),
  })
}

function post(path: string, body: unknown, cookie?: string): Request {
  return new Request(origin + path, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', ...(cookie && { cookie }) },
    body: JSON.stringify(body),
  })
}

async function timed(ask: () => Promise<Response>): Promise<number> {
  const startedAt = performance.now()
  const answer = await ask()
  const text = await answer.text()
  const milliseconds = performance.now() - startedAt
  if (!answer.ok) throw new Error(`${answer.status} ${text}`)
  return milliseconds
}
