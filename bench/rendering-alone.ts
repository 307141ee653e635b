import { randomBytes, randomUUID } from 'node:crypto'
import { createBrands } from '@verge/server/portal/brand/brands'
import { createPortal } from '@verge/server/portal/portal'
import { percentile, rounded, type Figures } from './benchmark.ts'
import type { Product } from './product.ts'

interface Answered {
  status: number
  headers: [string, string][]
  body: string
}

/** The portal's own part of a page: its API answers at once, with what the product answered when it was asked the same. */
export async function rendererOf({ url, link }: Pick<Product, 'url' | 'link'>) {
  const answers = new Map<string, Answered>()
  async function api(request: Request): Promise<Response> {
    const question = `${request.method} ${request.url}`
    const known = answers.get(question) ?? (await recorded(request))
    answers.set(question, known)
    return new Response(known.body, known)
  }
  const portal = createPortal({
    polar: { open: () => api, baseUrl: url, supportsOurs: true },
    hostedPortalsUrl: null,
    publicUrl: url,
    secret: randomBytes(32).toString('hex'),
    now: () => new Date(),
    newKey: randomUUID,
    processor: { origin: url, cardEntry: () => url, authentication: () => url },
    fetchDocument: fetch,
    brands: createBrands(),
    sandbox: true,
    report: (problem) => {
      throw new Error('The page failed', { cause: problem })
    },
  })
  const opened = await portal(
    new Request(`${url}/verge/portal/session`, {
      method: 'POST',
      headers: { origin: url, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({
        customer_session_token: new URL(await link()).searchParams.get('customer_session_token')!,
      }),
    }),
    {},
  )
  const cookie = opened.headers.getSetCookie()[0]!.split(';')[0]!
  /** A page from asking for it to its last byte, compressed. */
  return async (path: string): Promise<Buffer> => {
    const headers = { cookie, 'accept-encoding': 'gzip' }
    const answer = await portal(new Request(`${url}${path}`, { headers }), {})
    return Buffer.from(await answer.arrayBuffer())
  }
}

async function recorded(request: Request): Promise<Answered> {
  const answer = await fetch(request)
  const headers = [...answer.headers].filter(([name]) => !/^(content-(encoding|length)|transfer)/.test(name))
  return { status: answer.status, headers, body: await answer.text() }
}

export async function timesOf(run: () => Promise<unknown>, seconds: number): Promise<Figures> {
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  while (performance.now() < until) {
    const asked = performance.now()
    await run()
    times.push(performance.now() - asked)
  }
  return {
    pages: times.length,
    'pages per second': rounded(times.length / seconds, 1),
    'p50 ms': rounded(percentile(times, 0.5)),
    'p99 ms': rounded(percentile(times, 0.99)),
  }
}
