import type { Source } from '../sources.ts'
import type { Answer, Facts } from './facts.ts'
import { isAt, webhookPath } from './judge.ts'
import { observeSource } from './observe-source.ts'
import { signatureOf } from '@verge/server/ports/webhook-signature'

interface Outside {
  environment: Record<string, string | undefined>
  sources: readonly Source[]
  fetch(request: Request): Promise<Response>
  now(): Date
}

interface Listed {
  items?: unknown[]
  pagination?: { max_page?: number }
}

const pagesMax = 50
const hosted: Record<string, string> = {
  sandbox: 'https://sandbox-api.polar.sh',
  production: 'https://api.polar.sh',
}

/** Looks at the environment, the sources, Polar and the app. It changes nothing: the webhook it sends is of a type that nobody knows. */
export async function observe({ environment, sources, fetch, now }: Outside): Promise<Facts> {
  const read = (name: string) => environment[name]?.trim() || null
  const accessToken = read('POLAR_ACCESS_TOKEN')
  const webhookSecret = read('POLAR_WEBHOOK_SECRET')
  const appUrl = read('BETTER_AUTH_URL')?.replace(/\/+$/, '') ?? null
  const server = read('POLAR_SERVER') ?? 'production'
  const polarUrl = (hosted[server] ?? server).replace(/\/+$/, '')
  const [polar, app] = await Promise.all([askPolar(), appUrl ? askApp(appUrl) : null])
  return {
    environment: {
      accessToken,
      webhookSecret,
      appUrl,
      successUrl: read('POLAR_SUCCESS_URL'),
      authSecret: read('BETTER_AUTH_SECRET'),
      webUrl: read('CORS_ORIGIN'),
      polarServer: read('POLAR_SERVER'),
      trustedOrigins: (read('BETTER_AUTH_TRUSTED_ORIGINS') ?? '').split(',').filter(Boolean),
    },
    source: observeSource(sources),
    polar,
    app,
  }

  async function send(url: string, init: RequestInit = {}): Promise<Response | { problem: string }> {
    try {
      return await fetch(new Request(url, { ...init, signal: AbortSignal.timeout(8_000) }))
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } }
      return { problem: cause?.code ?? message }
    }
  }

  async function askPolar(): Promise<Facts['polar']> {
    const headers = { authorization: `Bearer ${accessToken}` }
    const page = async (path: string) => {
      const answer = await send(`${polarUrl}${path}`, { headers })
      const body = answer instanceof Response && answer.ok ? await answer.json().catch(() => null) : null
      const { items = null, pagination } = (body ?? {}) as Listed
      return { answer, items, pages: pagination?.max_page ?? 1 }
    }
    const list = async (path: string) => {
      const first = await page(`${path}?limit=100`)
      const items = first.items && [...first.items]
      for (let number = 2; items && number <= Math.min(first.pages, pagesMax); number++)
        items.push(...((await page(`${path}?limit=100&page=${number}`)).items ?? []))
      return { answer: first.answer, items }
    }
    const products = await list('/v1/products/')
    const endpoints = await list('/v1/webhooks/endpoints')
    const own = (endpoints.items as Facts['polar']['endpoints'])?.find(({ url }) => isAt(url, appUrl))
    const told = own && (await page(`/v1/webhooks/deliveries?limit=1&endpoint_id=${own.id}`)).items?.[0]
    const date = products.answer instanceof Response ? products.answer.headers.get('date') : null
    return {
      url: polarUrl,
      answer: await answerOf(products.answer),
      aheadMs: date ? now().getTime() - Date.parse(date) : null,
      products: products.items as Facts['polar']['products'],
      endpoints: endpoints.items as Facts['polar']['endpoints'],
      lastDelivery: (told as Facts['polar']['lastDelivery']) ?? null,
    }
  }

  async function askApp(url: string): Promise<Facts['app']> {
    const json = { 'content-type': 'application/json', origin: new URL(url).origin }
    const portal = await send(`${url}/api/auth/customer/portal`, {
      method: 'POST',
      headers: json,
      body: '{}',
    })
    const body = JSON.stringify({ type: 'verge.doctor', timestamp: now().toISOString(), data: {} })
    const timestamp = String(Math.floor(now().getTime() / 1000))
    const id = `doctor_${timestamp}`
    const webhook = (key: string) =>
      send(`${url}${webhookPath}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': signatureOf(key, { id, timestamp, body }),
        },
        body,
      })
    const unsigned = await webhook('a key that nobody has')
    const signed = await webhook(webhookSecret ?? 'none')
    return {
      portal: await answerOf(portal),
      signed: await answerOf(signed),
      unsigned: await answerOf(unsigned),
    }
  }
}

async function answerOf(answer: Response | { problem: string }): Promise<Answer> {
  if (!(answer instanceof Response)) return answer
  const body = answer.bodyUsed ? null : ((await answer.json().catch(() => null)) as { code?: unknown } | null)
  return { status: answer.status, code: typeof body?.code === 'string' ? body.code : null }
}
