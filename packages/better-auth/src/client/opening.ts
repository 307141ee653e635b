import { POLAR_ERROR_CODES, type PolarErrorCode } from '../error-codes.ts'
import { noteDeparture } from './departure.ts'

export interface OpeningError {
  code: PolarErrorCode
  message: string
  status: number
}
/** An address to go to, or a reason why there is none. */
export type Opened = { url: string; error: null } | { url: null; error: OpeningError }

export interface CustomerPortalOptions {
  /** Where "Back to …" leads; an address of a trusted origin. @default the page that calls */
  returnUrl?: string
  /** Leads straight to one task, of one subscription where it is named. */
  flow?: 'cancel' | 'payment-method' | 'change-plan' | 'invoices' | 'reactivate'
  subscriptionId?: string
  /** A BCP 47 tag, such as `de`. */
  locale?: string
  theme?: 'light' | 'dark'
  /** Which of the portal's configured looks this session has. @default the portal's own */
  brand?: string
  /** Manages an organization's subscription, where the server allows it. */
  organizationId?: string
}

export interface CheckoutRequest {
  slug?: string
  products?: string | string[]
  /** Buys for an organization, where the server allows it. */
  organizationId?: string
  /** Kept with what is bought, which the user pays. */
  referenceId?: string
  successUrl?: string
  returnUrl?: string
  locale?: string
  /** What the customer filled in. */
  customFieldData?: Record<string, string | number | boolean>
  embedOrigin?: string
  /** `false`: stays on the page, and leaves going there to the app. @default true */
  redirect?: boolean
}

/** No answer that means anything: the network, the server or the provider is down, or says what nobody understands. */
export class PortalUnavailableError extends Error {
  override readonly name = 'PortalUnavailableError'
  /** A code of the server, or `NETWORK`, `MALFORMED_ANSWER`, `HTTP_<status>`. */
  readonly code: string
  /** Whether trying again can help. */
  readonly retryable: boolean

  constructor(code: string, retryable: boolean, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
    this.retryable = retryable
  }
}

/** A no that the caller can tell the customer; every other answer is thrown. */
const refusals: readonly string[] = [
  'NO_SUBSCRIPTION',
  'UNAUTHORIZED',
  'PORTAL_DISABLED',
  'REFERENCE_NOT_ALLOWED',
  'RETURN_URL_NOT_ALLOWED',
  'PRODUCT_NOT_FOUND',
  'EMAIL_NOT_VERIFIED',
  'CUSTOMER_TAKEN',
  'ORGANIZATION_EMAIL_TAKEN',
] satisfies PolarErrorCode[]

const longestAddress = 2048

export interface Answer {
  data?: unknown
  error?: { status?: number; code?: string; message?: string } | null
}
export type Fetch = (path: string, options: Record<string, unknown>) => Promise<Answer>
export type FetchOptions = Record<string, unknown>

/** The two calls that lead somewhere. The portal's never navigates; that of a checkout does, as upstream's, unless it is told not to. */
export function openingActions($fetch: Fetch) {
  return {
    /**
     * The customer portal's address.
     * @throws PortalUnavailableError
     */
    async customerPortal(
      options: CustomerPortalOptions = {},
      fetchOptions: FetchOptions = {},
    ): Promise<Opened> {
      const body = { ...options, returnUrl: options.returnUrl ?? here() }
      const opened = await open($fetch, '/customer/portal', body, fetchOptions)
      if (opened.url !== null) noteDeparture(options)
      return opened
    },
    /**
     * A checkout's address, to which a browser is on its way already unless `redirect` is false.
     * @throws PortalUnavailableError
     */
    checkout: (request: CheckoutRequest, fetchOptions: FetchOptions = {}): Promise<Opened> =>
      open($fetch, '/checkout', request, fetchOptions),
  }
}

/** The page that calls, where there is one; the front page where its address is longer than the server takes. */
function here(): string | undefined {
  const href = (globalThis as { location?: { href?: string } }).location?.href
  if (!href?.startsWith('http')) return undefined
  return href.length <= longestAddress ? href : new URL('/', href).href
}

async function open($fetch: Fetch, path: string, body: object, fetchOptions: FetchOptions): Promise<Opened> {
  // An app may ask its client to throw every error; these two calls tell a refusal from a failure themselves.
  const asked = $fetch(path, { ...fetchOptions, method: 'POST', body, throw: false })
  const { data, error } = await asked.catch(unreached)
  if (error) return refused(error)
  const url = (data as { url?: unknown } | null | undefined)?.url
  if (typeof url === 'string' && URL.canParse(url)) return { url, error: null }
  throw new PortalUnavailableError('MALFORMED_ANSWER', true, 'The server answered without an address.')
}

function refused({ status = 0, code = '', message }: NonNullable<Answer['error']>): Opened {
  const known = refusals.includes(code) ? (code as PolarErrorCode) : status === 401 ? 'UNAUTHORIZED' : null
  if (known) {
    return { url: null, error: { code: known, message: message ?? POLAR_ERROR_CODES[known].message, status } }
  }
  const retryable = (status >= 500 && code !== 'PORTAL_MISCONFIGURED') || status === 429 || status === 0
  throw new PortalUnavailableError(
    code || `HTTP_${status}`,
    retryable,
    message ?? 'The portal could not be opened. Nothing was charged.',
  )
}

function unreached(cause: unknown): never {
  throw new PortalUnavailableError(
    'NETWORK',
    true,
    'The server could not be reached. Nothing was charged.',
    cause,
  )
}
