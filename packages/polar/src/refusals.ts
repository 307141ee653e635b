/**
 * The closed union of Polar's error names, each with its HTTP status.
 * The wire body is `{ error: name, detail }`; official clients compare the name literally.
 */
export const refusalStatus = {
  BadRequest: 400,
  PaymentError: 400,
  PaymentMethodSetupFailed: 400,
  PaymentMethodInUseByActiveSubscription: 400,
  NotASeatBasedSubscription: 400,
  BelowMinimumSeats: 400,
  AboveMaximumSeats: 400,
  SeatsAlreadyAssigned: 400,
  SeatNotAvailable: 400,
  SeatAlreadyAssigned: 400,
  SeatNotPending: 400,
  RotateNotPermitted: 400,
  InvalidInvitationToken: 400,
  Unauthorized: 401,
  CustomerSessionCodeInvalidOrExpired: 401,
  InvalidCustomerEmailUpdate: 401,
  PaymentFailed: 402,
  NotPermitted: 403,
  AlreadyCanceledSubscription: 403,
  AlreadyActiveSubscriptionError: 403,
  CustomerNotReady: 403,
  NotOpenCheckout: 403,
  PaymentNotReady: 403,
  PauseResumeNotAllowed: 403,
  RefundedAlready: 403,
  TrialAlreadyRedeemed: 403,
  UpdateSubscriptionPlanNotAllowed: 403,
  UpdateSubscriptionSeatsNotAllowed: 403,
  DiscountRedemptionLimitReached: 403,
  ResourceNotFound: 404,
  InvoiceDoesNotExist: 404,
  ReceiptNotAllocated: 404,
  CannotPauseSubscription: 409,
  CheckoutCustomerDeleted: 409,
  CheckoutLocked: 409,
  ErasureNotPossible: 409,
  LinkOpenedElsewhere: 409,
  NoScheduledPause: 409,
  NotPausedSubscription: 409,
  OrderNotEligibleForInvoice: 409,
  PaymentAlreadyInProgress: 409,
  PaymentMethodRequired: 409,
  QuoteOutdated: 409,
  RevokeNotAllowed: 409,
  SubscriptionLocked: 409,
  SubscriptionNotEnded: 409,
  WithdrawalNotPossible: 409,
  ExpiredCheckoutError: 410,
  ResourceUnavailable: 410,
  CheckoutCustomerExternalIdMismatch: 422,
  MissingInvoiceBillingDetails: 422,
  OrderNotEligibleForRetry: 422,
  PolarRequestValidationError: 422,
  RequestValidationError: 422,
  ManualRetryLimitExceeded: 429,
} as const satisfies Record<string, number>

export type RefusalName = keyof typeof refusalStatus

export interface InputProblem {
  type: string
  loc: readonly (string | number)[]
  msg: string
  input: unknown
}

/** The domain says no. Nothing was changed and nobody was charged, unless the detail says otherwise. */
export class Refusal extends Error {
  readonly error: RefusalName
  readonly detail: string | readonly InputProblem[]

  constructor(error: RefusalName, detail: string | readonly InputProblem[]) {
    super(typeof detail === 'string' ? detail : detail.map((problem) => problem.msg).join('; '))
    this.name = error
    this.error = error
    this.detail = detail
  }

  get status(): number {
    return refusalStatus[this.error]
  }
}

/** Whether it was refused for one of these reasons. */
export function isRefusal(error: unknown, ...names: readonly RefusalName[]): error is Refusal {
  return error instanceof Refusal && names.includes(error.error)
}

export function refuseIf(refusal: Refusal | null): void {
  if (refusal) throw refusal
}

export function notFound(): Refusal {
  return new Refusal('ResourceNotFound', 'Not found')
}

/** What somebody agreed to has become something else. */
export function outdated(): Refusal {
  return new Refusal(
    'QuoteOutdated',
    'It is no longer what was shown. Nothing was changed and nothing was charged. Look at it again.',
  )
}

/** Who asks is known, and has no say in this. */
export function notPermitted(): Refusal {
  return new Refusal('NotPermitted', 'Not permitted')
}

/** A value that has the right shape and the wrong meaning, reported where it stands. */
export function invalid(loc: readonly (string | number)[], msg: string, input: unknown = null): Refusal {
  return new Refusal('PolarRequestValidationError', [{ type: 'value_error', loc, msg, input }])
}
