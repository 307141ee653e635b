import { NotTried } from './check.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

export interface Answer {
  /** The request, for whoever reads of a failure. */
  asked: string
  status: number
  headers: Headers
  /** Undefined where it was no JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- an unknown server's answer is looked at as it is
  body: any
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
  /** Where somebody can set what Polar's API has no address for: how the organization is set up. */
  configure?: (settings: Settings) => Promise<void>
}

/** A Polar-compatible server as it is seen from outside. */
export interface Server {
  url: string
  token: string
  /** Null where there is none: then time, cards and mails are out of reach. */
  sandbox: Sandbox | null
  call(method: string, path: string, request?: Request): Promise<Answer>
  configure(settings: Settings): Promise<void>
}

/** @throws when nothing answers there, or the token is not taken. */
export async function openServer({ url, token, configure }: ServerOptions): Promise<Server> {
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
      body: parsed(text),
      text,
    }
  }

  const found = await call('GET', '/v1/products/?limit=1')
  if (found.status !== 200)
    throw new Error(`${url} does not take the access token: ${found.status} ${found.text.slice(0, 200)}`)
  return {
    url,
    token,
    sandbox: await openSandbox({ url, token }),
    call,
    configure:
      configure ??
      (() => {
        throw new NotTried('needs an organization that is set up otherwise')
      }),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
