import { APIError } from 'better-auth/api'
import { POLAR_ERROR_CODES, type PolarErrorCode } from './error-codes.ts'
import { ProviderFailure } from './provider.ts'

type Status = ConstructorParameters<typeof APIError>[0]

const statuses: Record<PolarErrorCode, Status> = {
  NO_SUBSCRIPTION: 'NOT_FOUND',
  UNAUTHORIZED: 'UNAUTHORIZED',
  PORTAL_DISABLED: 'FORBIDDEN',
  REFERENCE_NOT_ALLOWED: 'FORBIDDEN',
  RETURN_URL_NOT_ALLOWED: 'FORBIDDEN',
  PRODUCT_NOT_FOUND: 'NOT_FOUND',
  EMAIL_NOT_VERIFIED: 'FORBIDDEN',
  CUSTOMER_TAKEN: 'CONFLICT',
  ORGANIZATION_EMAIL_TAKEN: 'CONFLICT',
  PORTAL_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  PORTAL_MISCONFIGURED: 'BAD_GATEWAY',
  SUBSCRIPTION_RUNNING: 'CONFLICT',
  SUBSCRIPTION_NOT_FOUND: 'NOT_FOUND',
  ORDER_NOT_FOUND: 'NOT_FOUND',
  ALREADY_CANCELED: 'CONFLICT',
  NOT_CANCELED: 'CONFLICT',
  SUBSCRIPTION_ENDED: 'GONE',
  PLAN_NOT_AVAILABLE: 'UNPROCESSABLE_ENTITY',
  QUOTE_REQUIRED: 'CONFLICT',
  QUOTE_OUTDATED: 'CONFLICT',
  PAUSE_NOT_POSSIBLE: 'CONFLICT',
  ACTION_NOT_ALLOWED: 'FORBIDDEN',
  ACTION_NOT_POSSIBLE: 'CONFLICT',
  PAYMENT_DECLINED: 'PAYMENT_REQUIRED',
  PAYMENT_METHOD_REQUIRED: 'CONFLICT',
  PAYMENT_UNDERWAY: 'CONFLICT',
  INVOICE_NOT_READY: 'CONFLICT',
  OUTCOME_UNKNOWN: 'SERVICE_UNAVAILABLE',
  RETURN_INVALID: 'BAD_REQUEST',
  RETURN_EXPIRED: 'GONE',
  RETURN_REPLAYED: 'CONFLICT',
  RETURN_FOREIGN: 'FORBIDDEN',
  WEBHOOK_UNDERWAY: 'SERVICE_UNAVAILABLE',
  WEBHOOK_INVALID: 'BAD_REQUEST',
}

export function refusal(code: PolarErrorCode): APIError {
  return new APIError(statuses[code], POLAR_ERROR_CODES[code])
}

interface Logger {
  error(message: string, ...details: unknown[]): void
}

/** Whatever the provider did instead of answering becomes a code that says what to do; the cause goes to the log. */
export async function answered<Result>(call: Promise<Result>, logger: Logger): Promise<Result> {
  return call.catch((error: unknown) => {
    if (!(error instanceof ProviderFailure)) throw error
    logger.error(`Polar: ${error.message}`, error.cause)
    throw refusal(error.kind === 'refused' ? 'PORTAL_MISCONFIGURED' : 'PORTAL_UNAVAILABLE')
  })
}
