import { refusalStatus, type RefusalName } from './refusals.ts'

/**
 * Every error that anybody can meet, here or over the API: what happened, whether money moved, and what to do next. Pages,
 * the API's own answers and `docs/errors.md` all read it; a test walks it.
 */

/** What to do about it. The pages have a sentence for each, in every language. */
export const nextSteps = {
  correct: 'Correct what is marked, and send it again.',
  look_again: 'Look at how things stand now, then decide again.',
  wait: 'Wait a moment, and look again. Do not send it a second time before that.',
  later: 'Try again in a moment.',
  other_card: 'Try another card, or ask your bank.',
  add_card: 'Add a payment method first.',
  sign_in: 'Sign in again.',
  owner: 'Ask the owner of this account, or a billing manager.',
  seller: 'Write to the seller, and name the code.',
  reference: 'Write to the seller, and name the reference.',
  nothing: 'There is nothing to do.',
  ask_again: 'Ask for a new one.',
  address: 'Check the address, or go to the overview.',
} as const
export type NextStepName = keyof typeof nextSteps

export interface ErrorEntry {
  /** Of the answer that carries it. */
  status: number
  /** In plain words, for whoever reads the API. */
  happened: string
  /** `unknown`: it may have been done, and at most once. */
  charged: 'no' | 'unknown'
  next: NextStepName
}

type Told = Omit<ErrorEntry, 'status'>
const not = (happened: string, next: NextStepName): Told => ({ happened, charged: 'no', next })

const refused = {
  BadRequest: not('What was asked for does not fit how things stand.', 'look_again'),
  PaymentError: not('The payment could not be made.', 'other_card'),
  PaymentMethodSetupFailed: not('The bank did not accept this card.', 'other_card'),
  PaymentMethodInUseByActiveSubscription: not('A running subscription needs this card.', 'add_card'),
  NotASeatBasedSubscription: not('This subscription has no seats.', 'nothing'),
  BelowMinimumSeats: not('That is fewer seats than this plan allows.', 'correct'),
  AboveMaximumSeats: not('That is more seats than this plan allows.', 'correct'),
  SeatsAlreadyAssigned: not('More seats than that are given to people.', 'look_again'),
  SeatNotAvailable: not('Every seat is taken.', 'look_again'),
  SeatAlreadyAssigned: not('This person has a seat already.', 'nothing'),
  SeatNotPending: not('Nobody is invited to this seat any more.', 'look_again'),
  RotateNotPermitted: not('This key does not hold any more.', 'look_again'),
  InvalidInvitationToken: not('This invitation no longer works.', 'ask_again'),
  Unauthorized: not('Nobody is signed in, or not for this.', 'sign_in'),
  CustomerSessionCodeInvalidOrExpired: not('The code is wrong, was used, or is too old.', 'ask_again'),
  InvalidCustomerEmailUpdate: not('This link was used, replaced by a newer one, or is too old.', 'ask_again'),
  PaymentFailed: not('The bank refused the card.', 'other_card'),
  NotPermitted: not('You have no say in this.', 'owner'),
  AlreadyCanceledSubscription: not('This subscription is canceled already, or has ended.', 'look_again'),
  AlreadyActiveSubscriptionError: not('You already have this subscription.', 'nothing'),
  CustomerNotReady: not('The customer’s details are not complete enough for this.', 'correct'),
  NotOpenCheckout: not('This checkout is closed.', 'look_again'),
  PaymentNotReady: not('The seller cannot take payments yet.', 'seller'),
  PauseResumeNotAllowed: not('Pausing and resuming is switched off here.', 'nothing'),
  RefundedAlready: not('This was given back already.', 'nothing'),
  TrialAlreadyRedeemed: not('The trial of this product was used before.', 'look_again'),
  UpdateSubscriptionPlanNotAllowed: not('Changing plans is switched off here.', 'nothing'),
  UpdateSubscriptionSeatsNotAllowed: not('Changing the number of seats is switched off here.', 'nothing'),
  DiscountRedemptionLimitReached: not('This discount was used as often as it may be.', 'correct'),
  ResourceNotFound: not('It does not exist, or belongs to somebody else.', 'address'),
  InvoiceDoesNotExist: not('The document is not made yet.', 'later'),
  ReceiptNotAllocated: not('There is no receipt, because nothing was paid yet.', 'nothing'),
  CannotPauseSubscription: not('Only an active subscription that renews can be paused.', 'look_again'),
  CheckoutCustomerDeleted: not('The customer that this checkout is for was deleted.', 'ask_again'),
  CheckoutLocked: not('This checkout is being paid at this moment.', 'wait'),
  ErasureNotPossible: not(
    'Something still runs or is still to be paid, or it is not for you to ask.',
    'look_again',
  ),
  LinkOpenedElsewhere: not('The link was opened in another browser before.', 'sign_in'),
  NoScheduledPause: not('No pause was scheduled.', 'nothing'),
  NotPausedSubscription: not('This subscription is not paused.', 'nothing'),
  OrderNotEligibleForInvoice: not('There is no invoice for what was withdrawn.', 'nothing'),
  PaymentAlreadyInProgress: {
    happened: 'A payment is on its way, and the bank has not answered yet.',
    charged: 'unknown',
    next: 'wait',
  },
  PaymentMethodRequired: not('There is no card to charge.', 'add_card'),
  QuoteOutdated: not('What was shown has changed meanwhile.', 'look_again'),
  RevokeNotAllowed: not('This subscription is paid for, so it ends with its period.', 'look_again'),
  SubscriptionLocked: {
    happened: 'A change of this subscription is being paid, and the bank has not answered yet.',
    charged: 'unknown',
    next: 'wait',
  },
  WithdrawalNotPossible: not(
    'There is no right to withdraw from this contract, or not any more.',
    'look_again',
  ),
  SubscriptionNotEnded: not('This subscription has not ended, so there is nothing to buy again.', 'nothing'),
  ExpiredCheckoutError: not('This checkout has expired.', 'ask_again'),
  ResourceUnavailable: not('It has ended, and cannot be taken back.', 'look_again'),
  CheckoutCustomerExternalIdMismatch: not('This checkout belongs to another customer.', 'address'),
  MissingInvoiceBillingDetails: not('An invoice needs a name and an address.', 'correct'),
  OrderNotEligibleForRetry: not('There is nothing to pay on this invoice.', 'nothing'),
  PolarRequestValidationError: not('A value is not possible here.', 'correct'),
  RequestValidationError: not('A value does not have the form that it needs.', 'correct'),
  ManualRetryLimitExceeded: not('This invoice was tried too many times by hand.', 'seller'),
} as const satisfies Record<RefusalName, Told>

const refusals = Object.fromEntries(
  Object.entries(refused).map(([name, told]) => [
    name,
    { status: refusalStatus[name as RefusalName], ...told },
  ]),
) as Record<RefusalName, ErrorEntry>

/** Before a request reaches what it asks for, and where something is broken. */
const faults = {
  invalid_token: { status: 401, ...not('The token is expired, revoked or unknown.', 'sign_in') },
  SessionExpired: { status: 401, ...not('The link or the session is too old, or was ended.', 'sign_in') },
  FormForeign: { status: 403, ...not('The form was sent from another site.', 'look_again') },
  FormStale: {
    status: 403,
    ...not('The form was made for another session, or for none.', 'look_again'),
  },
  NotFound: { status: 404, ...not('There is nothing at this address.', 'address') },
  MethodNotAllowed: { status: 405, ...not('This address does not take requests of this kind.', 'address') },
  customer_selection_required: {
    status: 409,
    ...not('Several customers have this e-mail address.', 'correct'),
  },
  RequestTooLarge: { status: 413, ...not('More was sent than is taken at once.', 'correct') },
  FormUnreadable: { status: 415, ...not('What was sent is no form of these pages.', 'look_again') },
  TooManyRequests: { status: 429, ...not('Too much was asked for in too short a time.', 'later') },
  InternalServerError: {
    status: 500,
    happened: 'Something went wrong on our side.',
    charged: 'unknown',
    next: 'reference',
  },
  BillingUnreachable: { status: 502, ...not('The billing service did not answer a question.', 'later') },
  ServiceUnavailable: { status: 503, ...not('The service is busy or restarting.', 'later') },
  OutcomeUnknown: {
    status: 503,
    happened: 'The answer was lost on its way: what you sent may have been done.',
    charged: 'unknown',
    next: 'look_again',
  },
} as const satisfies Record<string, ErrorEntry>

export const errors = { ...refusals, ...faults }
export type ErrorCode = keyof typeof errors
