import type { Child } from 'hono/jsx'
import type { Polar } from '@verge/polar/client'
import type { Format } from './ui/format.ts'
import type { Messages } from './messages/messages.ts'
import type { Notice } from './notice.ts'
import type { Owed } from './overdue/owed.ts'
import type { Pending } from './confirmation/pending.ts'
import type { Sent } from './ui/form.tsx'
import type { PortalSession } from './session/session.ts'

/** The payment processor's own pages, where cards are typed and payments approved. Both lead back to `return_to`. */
export interface ProcessorPages {
  /** Where these pages live; forms may lead there. */
  origin: string
  /** Comes back with `confirmation_token`. The page names `whose` account it is for; null: not known. */
  cardEntry(entry: { return_to: string; locale: string; whose: string | null }): Promise<string>
  /** Comes back with `setup_intent` or `payment_intent`. */
  authentication(client_secret: string, return_to: string, locale: string): string
}

/** A signed-in customer's request, and all that a page needs to answer it. */
export interface Visit {
  session: PortalSession
  polar: Polar
  messages: Messages
  format: Format
  /** The address of a page of this portal: `to('/orders')`. */
  to(path?: string): string
  /** The same as an address that another site can lead back to. */
  absolute(path: string): string
  /** Null where cards cannot be typed. */
  processor: ProcessorPages | null
  /** Polar's own portal of the same organization, where cards can be typed; null: there is none, or none is needed. */
  hostedPortal: string | null
  /** Fetches a document that the API named. */
  fetchDocument(url: string): Promise<Response>
  /**
   * What a page is true without: null where it is not for this customer, or could not be read, which the page says then.
   */
  attempt<Known>(reading: Promise<Known>): Promise<Known | null>
  /** Tells whoever runs the portal of what went wrong without the customer having to know. */
  report(error: unknown): void
  /** What is past due; asked for once, because every page says so. */
  owed(): Promise<Owed[]>
  now(): Date
  /** A key that makes repeats of one decision one decision. */
  newKey(): string
  codes: Codes
}

/** What asking for a code in the middle of a session takes. */
export interface Codes {
  /** The form that waits for one; null: none does. */
  pending: Pending | null
  /** The API as for somebody who is not signed in, told from where they ask. */
  guest: Polar
  /** The API in another session. */
  polarFor(token: string): Polar
  /** The browser, as its owner would know it. */
  device: string | null
}

export interface Asked {
  params: Record<string, string>
  query: URLSearchParams
}

export interface Posted extends Asked {
  form: URLSearchParams
}

/** A page's content; the frame around it is the portal's. */
export interface View {
  title: string
  body: Child
  status?: number
  /** What this page says of itself above all; otherwise what the one before left. */
  notice?: Notice
  /** A form of it that was sent and not taken. */
  sent?: Sent
  /** The page itself says what is past due, and how to pay it. */
  saysWhatIsOwed?: boolean
  /** Nobody stays on it: with scripts its form sends itself. */
  leadsOn?: boolean
}

/** What a form leads to: another page with a message, and what the way back will tell. */
export interface Outcome {
  to: string
  notice?: Notice
  result?: PortalSession['result']
  /** Absent: as it was. */
  approving?: PortalSession['approving']
  /** What waits for a code from now on. Absent: what waited before. */
  pending?: Pending
  /** The session in which it goes on. Absent: in the same. */
  session?: Pick<PortalSession, 'token' | 'exp' | 'proved_at' | 'is_member'>
}

export type Page = (visit: Visit, asked: Asked) => Promise<View | Outcome | Response>
export type Action = (visit: Visit, posted: Posted) => Promise<Outcome | View>

/** The way back to the app, with what was done here. */
export function wayBack(session: PortalSession): string | null {
  const { return_url } = session
  if (!return_url || !URL.canParse(return_url)) return null
  const url = new URL(return_url)
  for (const [key, value] of told(session)) url.searchParams.set(key, value)
  return url.href
}

/** The link to it: by way of a page of ours where something was done that the app wants our word for. */
export function linkBack(session: PortalSession, base: string): string | null {
  const direct = wayBack(session)
  // It says in clear what will be told; what is told is what the session knows.
  return direct && session.result ? `${base}/back?${told(session)}` : direct
}

function told({ result }: PortalSession): URLSearchParams {
  const said = new URLSearchParams()
  if (result) said.set('portal', result.action)
  if (result?.subscription_id) said.set('subscription', result.subscription_id)
  return said
}
