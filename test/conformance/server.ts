import { NotTried } from './check.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'
import { wireIn, type Wire } from './wire.ts'

export interface Answer {
  /** The request, for whoever reads of a failure. */
  asked: string
  status: number
  headers: Headers
  /** Undefined where it was no JSON. */
  body: Wire
  text: string
}

export interface Request {
  /** The seller's where nothing is said; null for none. */
  token?: string | null
  body?: unknown
  headers?: Record<string, string>
}

/** What the organization lets its customers do. */
export interface Settings {
  member_model_enabled?: boolean
  update_plan?: boolean
  update_seats?: boolean
  pause?: boolean
  allow_email_change?: boolean
  proration_behavior?: 'invoice' | 'prorate' | 'next_period'
  /** So long a past-due customer keeps what they bought. */
  grace_days?: number
}

export interface ServerOptions {
  url: string
  token: string
  /** For who can set what no operation sets. */
  setGraceDays?: (days: number) => Promise<void>
}

/** A Polar-compatible server as it is seen from outside. */
export interface Server {
  url: string
  token: string
  /** Null where there is none: then time, cards and mails are out of reach. */
  sandbox: Sandbox | null
  call(method: string, path: string, request?: Request): Promise<Answer>
  /** @throws NotTried where the server has no operation for it. */
  configure(settings: Settings): Promise<void>
}

/** @throws when nothing answers there, or the token is not taken. */
export async function openServer({ url, token, setGraceDays }: ServerOptions): Promise<Server> {
  async function call(
    method: string,
    path: string,
    { token: other, body, headers }: Request = {},
  ): Promise<Answer> {
    const shown = other === undefined ? token : other
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(shown !== null && { authorization: `Bearer ${shown}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      asked: `${method} ${path}`,
      status: response.status,
      headers: response.headers,
      body: wireIn(text),
      text,
    }
  }

  /** Polar's own API has no operation for it; ours has. */
  async function configure({ grace_days, ...settings }: Settings): Promise<void> {
    if (grace_days !== undefined) {
      if (!setGraceDays) throw new NotTried('needs an organization that gives days of grace')
      await setGraceDays(grace_days)
    }
    const path = '/v1/verge/organization'
    const now = await call('PATCH', path, { body: {} })
    if (now.status !== 200) throw new NotTried('needs an organization that is set up otherwise')
    const { update_plan, update_seats, pause, allow_email_change, ...rest } = settings
    const { subscription, customer, ...portal } = now.body.customer_portal_settings
    const customer_portal_settings = {
      ...portal,
      subscription: overlaid(subscription, { update_plan, update_seats, pause }),
      customer: overlaid(customer, { allow_email_change }),
    }
    const done = await call('PATCH', path, { body: { ...rest, customer_portal_settings } })
    if (done.status !== 200) throw new Error(`${path} answered ${done.status}: ${done.text}`)
  }

  const found = await call('GET', '/v1/products/?limit=1')
  if (found.status !== 200)
    throw new Error(`${url} does not take the access token: ${found.status} ${found.text.slice(0, 200)}`)
  return {
    url,
    token,
    sandbox: await openSandbox({ url, token }),
    call,
    configure,
  }
}

/** What is not said stays. */
function overlaid(before: object, after: Record<string, unknown>): object {
  const said = Object.entries(after).filter(([, value]) => value !== undefined)
  return { ...before, ...Object.fromEntries(said) }
}
