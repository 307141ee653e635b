import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { accessToken, newDataDirectory, startProduct as startVerge } from '../test/world/product.ts'
import { idsBelow } from './processor-time.ts'

export interface Product {
  url: string
  overviewUrl: string
  accessToken: string
  /** The cookie pair of a customer who came in by their link. */
  signIn(): Promise<string>
  /** A link that nobody used yet. */
  link(): Promise<string>
  /** A customer session's token of the buyer of this number, who buys a subscription where they have none yet. */
  buy(number: number): Promise<string>
  /** Of the process, its database aside. */
  pid: number
  postgresPid: number
  /** From the first core alone to these, its database with it. */
  moveTo(cores: string): void
  stop(): Promise<void>
}

export const externalCustomerId = 'demo-ada'
export const returnUrl = 'http://localhost:3000/account'

/** Signs in by this link wherever the portal is asked, and gives the cookie pair. */
export async function cookieFor(link: string, ask: (request: Request) => Promise<Response>): Promise<string> {
  const { origin, searchParams } = new URL(link)
  const answer = await ask(
    new Request(`${origin}/verge/portal/session`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ customer_session_token: searchParams.get('customer_session_token')! }),
    }),
  )
  const cookie = answer.headers.getSetCookie().find((one) => one.includes('verge_portal'))
  if (answer.status !== 303 || !cookie) throw new Error(`The link did not sign in: ${answer.status}`)
  return cookie.split(';')[0]!
}

/** The product as `npm start` runs it, database included, on new data and on the first core alone. */
export async function startProduct(): Promise<Product> {
  const directory = newDataDirectory()
  const verge = await startVerge(directory, {}, { core: 0 })
  const { url } = verge
  const pid = verge.process.pid!
  const [line] = readFileSync(join(directory, 'postgresql/postmaster.pid'), 'utf8').split('\n')
  const postgresPid = Number(line)
  verge.process.stderr!.pipe(process.stderr)

  async function stop(): Promise<void> {
    await verge.stop()
    rmSync(directory, { recursive: true, force: true })
  }

  async function link(): Promise<string> {
    const answer = await fetch(`${url}/v1/customer-sessions/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ external_customer_id: externalCustomerId, return_url: returnUrl }),
    })
    if (!answer.ok) throw new Error(`No customer session: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { customer_portal_url: string }).customer_portal_url
  }

  async function signIn(): Promise<string> {
    return cookieFor(await link(), fetch)
  }

  async function ask<Answer>(method: string, path: string, body: object): Promise<Answer> {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: method === 'GET' ? null : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Answer
  }

  /** On the page where a buyer types it. */
  async function typeCard(): Promise<string> {
    const answer = await fetch(`${url}/sandbox/card?${new URLSearchParams({ return_to: url })}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: url, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ number: '4242424242424242', expiry: '12/34', cvc: '123' }),
    })
    const token = new URL(answer.headers.get('location') ?? url).searchParams.get('confirmation_token')
    if (!token) throw new Error(`The card was not taken: ${answer.status}`)
    return token
  }

  async function buy(number: number): Promise<string> {
    const external_customer_id = `buyer-${number}`
    const known = await fetch(`${url}/v1/customers/external/${external_customer_id}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    if (known.status === 404) {
      const { items } = await ask<{ items: { id: string; metadata: { slug?: string } }[] }>(
        'GET',
        '/v1/products/',
        {},
      )
      const product = items.find(({ metadata }) => metadata.slug === 'pro')
      await ask('POST', '/v1/customers/', {
        email: `buyer-${number}@example.com`,
        external_id: external_customer_id,
      })
      const { client_secret } = await ask<{ client_secret: string }>('POST', '/v1/checkouts/', {
        products: [product!.id],
        external_customer_id,
        allow_trial: false,
      })
      const confirmation_token_id = await typeCard()
      await ask('POST', `/v1/checkouts/client/${client_secret}/confirm`, { confirmation_token_id })
    }
    const { token } = await ask<{ token: string }>('POST', '/v1/customer-sessions/', { external_customer_id })
    return token
  }

  return {
    url,
    overviewUrl: `${url}/verge/portal`,
    accessToken,
    signIn,
    link,
    buy,
    pid,
    postgresPid,
    moveTo(cores) {
      for (const one of [pid, ...idsBelow(postgresPid), postgresPid])
        execFileSync('taskset', ['-a', '-c', '-p', cores, String(one)])
    },
    stop,
  }
}
