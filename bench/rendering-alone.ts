import { createBrands } from '@verge/server/portal/brand/brands'
import { createPortal } from '@verge/server/portal/portal'
import { systemClock } from '@verge/server/ports/clock'
import { newSecret, randomIds } from '@verge/server/ports/ids'
import { cookieFor, type Product } from './product.ts'

interface Answered {
  status: number
  headers: [string, string][]
  /** Null: the answer has none. */
  body: string | null
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
    secret: newSecret(randomIds),
    now: systemClock.now,
    newKey: randomIds.uuid,
    processor: { origin: url, cardEntry: async () => url, authentication: () => url },
    fetchDocument: fetch,
    brands: createBrands(),
    sandbox: true,
    report: (problem) => {
      throw new Error('The page failed', { cause: problem })
    },
  })
  const cookie = await cookieFor(await link(), (request) => portal(request, {}))
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
  return { status: answer.status, headers, body: (await answer.text()) || null }
}
