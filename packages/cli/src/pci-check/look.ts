import { createPolar, PolarFault, PolarUnauthorized } from '@verge/polar/client'
import { createCustomerSession, revokeCustomerSession } from '@verge/polar/contract/customer-sessions'
import { Refusal } from '@verge/polar/refusals'
import { Unwanted } from '../unwanted.ts'
import type { Seen } from './judge.ts'

interface Look {
  /** Where the portal is reached. */
  portal: string
  /** Where Polar's API is. */
  api: string
  token: string
  /** The external id of the customer who looks. */
  customer: string
  fetch(request: Request): Promise<Response>
}

/** The pages on the way to paying, as that customer's browser gets them. Nothing is changed but a session, which ends. */
export async function lookAround({ portal, api, token, customer, fetch }: Look): Promise<Seen[]> {
  const isOurs = new URL(api).origin === new URL(portal).origin
  const polarAs = (bearer: string) =>
    createPolar({ fetch, baseUrl: api, token: bearer, supportsOurs: isOurs })
  const body = { external_customer_id: customer }
  const session = await polarAs(token)
    .call(createCustomerSession, { body })
    .catch((error: unknown) => {
      throw new Unwanted(wordsFor(error, { api, customer }))
    })
  try {
    // Polar names its own portal; ours answers at the same path.
    const home = new URL(new URL(session.customer_portal_url).pathname, portal).href
    const browser = newBrowser(fetch)
    await browser.get(`${home}?${new URLSearchParams({ customer_session_token: session.token })}`)
    const entered = await browser.post(`${home}/session`, { customer_session_token: session.token })
    if (entered.status !== 303)
      throw new Unwanted(`The portal did not let the customer in: ${home} answered ${entered.status}.`)
    const overview = await browser.get(home)
    const open = Array.from(
      overview.html.matchAll(/href="([^"?#]+\/orders\/[0-9a-f-]{36}\/pay)"/g),
      ([, path]) => path!,
    )
    const others = [`${home}/payment-methods`, `${home}/payment-methods/add`, ...new Set(open)]
    const seen = [overview]
    for (const address of others) seen.push(await browser.get(new URL(address, portal).href))
    return seen
  } finally {
    const own = polarAs(session.token)
    if (own.supports(revokeCustomerSession)) await own.call(revokeCustomerSession, {}).catch(() => {})
  }
}

/** @throws the error itself where it is none that is expected here */
function wordsFor(error: unknown, { api, customer }: Pick<Look, 'api' | 'customer'>): string {
  if (error instanceof PolarUnauthorized) return `POLAR_ACCESS_TOKEN opens nothing at ${api}.`
  if (error instanceof Refusal)
    return `No session could be opened for the customer "${customer}": ${error.message}`
  if (error instanceof PolarFault) return `${api} does not answer (${error.kind}).`
  throw error
}

/** One without scripts, which keeps cookies and follows nothing by itself. */
function newBrowser(fetch: Look['fetch']) {
  const cookies = new Map<string, string>()
  async function ask(url: string, init: RequestInit = {}): Promise<Seen> {
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...init.headers, cookie, 'sec-fetch-site': 'same-origin' }
    const response = await fetch(new Request(url, { ...init, headers, redirect: 'manual' })).catch(() => {
      throw new Unwanted(`${new URL(url).origin} does not answer.`)
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      cookies.set(name!, value!)
    }
    return { url, status: response.status, headers: response.headers, html: await response.text() }
  }
  return {
    get: (url: string) => ask(url),
    post: (url: string, fields: Record<string, string>) =>
      ask(url, {
        method: 'POST',
        headers: { origin: new URL(url).origin },
        body: new URLSearchParams(fields),
      }),
  }
}
