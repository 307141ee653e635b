/** Every code that the plugin answers with, and what it says in English; translate by the code. */
export const POLAR_ERROR_CODES = {
  NO_SUBSCRIPTION: {
    code: 'NO_SUBSCRIPTION',
    message: 'There is no subscription or order to manage yet. Nothing was charged.',
  },
  UNAUTHORIZED: { code: 'UNAUTHORIZED', message: 'Sign in to do this.' },
  PORTAL_DISABLED: { code: 'PORTAL_DISABLED', message: 'The customer portal is switched off here.' },
  REFERENCE_NOT_ALLOWED: {
    code: 'REFERENCE_NOT_ALLOWED',
    message: 'You may not manage the subscription of this organization.',
  },
  RETURN_URL_NOT_ALLOWED: {
    code: 'RETURN_URL_NOT_ALLOWED',
    message: 'The address to return to is not among the trusted origins.',
  },
  PRODUCT_NOT_FOUND: {
    code: 'PRODUCT_NOT_FOUND',
    message: 'This product is not sold here. Nothing was charged.',
  },
  EMAIL_NOT_VERIFIED: {
    code: 'EMAIL_NOT_VERIFIED',
    message:
      'A customer with this e-mail address exists already. Verify the address to manage their subscription.',
  },
  CUSTOMER_TAKEN: {
    code: 'CUSTOMER_TAKEN',
    message:
      'The customer with this e-mail address belongs to another user. Nothing was charged. Sign in as that user, or ask the seller for help.',
  },
  ORGANIZATION_EMAIL_TAKEN: {
    code: 'ORGANIZATION_EMAIL_TAKEN',
    message:
      'The organization needs an e-mail address of its own for its invoices: another customer has this one. Nothing was charged.',
  },
  PORTAL_UNAVAILABLE: {
    code: 'PORTAL_UNAVAILABLE',
    message: 'The billing provider does not answer. Nothing was charged. Try again in a moment.',
  },
  PORTAL_MISCONFIGURED: {
    code: 'PORTAL_MISCONFIGURED',
    message:
      'The billing provider refuses this application. Nothing was charged. Its operator has to look at it.',
  },
  SUBSCRIPTION_RUNNING: {
    code: 'SUBSCRIPTION_RUNNING',
    message: 'A subscription still renews. Cancel it first; nothing was deleted.',
  },
  SUBSCRIPTION_NOT_FOUND: {
    code: 'SUBSCRIPTION_NOT_FOUND',
    message: 'There is no such subscription among yours. Nothing was changed and nothing was charged.',
  },
  ORDER_NOT_FOUND: {
    code: 'ORDER_NOT_FOUND',
    message: 'There is no such order among yours. Nothing was charged.',
  },
  ALREADY_CANCELED: {
    code: 'ALREADY_CANCELED',
    message: 'This subscription is canceled already. Nothing was changed and nothing was charged.',
  },
  NOT_CANCELED: {
    code: 'NOT_CANCELED',
    message:
      'No cancellation is scheduled that could be taken back. Nothing was changed and nothing was charged.',
  },
  SUBSCRIPTION_ENDED: {
    code: 'SUBSCRIPTION_ENDED',
    message: 'This subscription has ended. It can be bought again. Nothing was charged.',
  },
  PLAN_NOT_AVAILABLE: {
    code: 'PLAN_NOT_AVAILABLE',
    message: 'This subscription cannot change to that plan. Nothing was changed and nothing was charged.',
  },
  QUOTE_REQUIRED: {
    code: 'QUOTE_REQUIRED',
    message:
      'Show what the change costs first, and send the quote back with it. Nothing was changed and nothing was charged.',
  },
  QUOTE_OUTDATED: {
    code: 'QUOTE_OUTDATED',
    message:
      'What the change costs is different by now. Look at it again. Nothing was changed and nothing was charged.',
  },
  PAUSE_NOT_POSSIBLE: {
    code: 'PAUSE_NOT_POSSIBLE',
    message:
      'This subscription cannot be paused or resumed as it is now. Nothing was changed and nothing was charged.',
  },
  ACTION_NOT_ALLOWED: {
    code: 'ACTION_NOT_ALLOWED',
    message:
      'The seller does not let customers do this themselves. Nothing was changed and nothing was charged.',
  },
  ACTION_NOT_POSSIBLE: {
    code: 'ACTION_NOT_POSSIBLE',
    message:
      'This cannot be done with the subscription as it is now. Nothing was changed and nothing was charged.',
  },
  PAYMENT_DECLINED: {
    code: 'PAYMENT_DECLINED',
    message: 'The payment was declined, so nothing was changed and nothing was charged. Try another card.',
  },
  PAYMENT_METHOD_REQUIRED: {
    code: 'PAYMENT_METHOD_REQUIRED',
    message: 'There is no card to charge. Add one first. Nothing was changed and nothing was charged.',
  },
  PAYMENT_UNDERWAY: {
    code: 'PAYMENT_UNDERWAY',
    message: 'A payment of this subscription is under way. Wait for it before you try again.',
  },
  INVOICE_NOT_READY: {
    code: 'INVOICE_NOT_READY',
    message:
      'There is no invoice of this order yet. Its name and address may be missing. Nothing was charged.',
  },
  OUTCOME_UNKNOWN: {
    code: 'OUTCOME_UNKNOWN',
    message:
      'The billing provider did not answer. It is not known whether this was done, or charged for. Look before you try again.',
  },
  RETURN_INVALID: {
    code: 'RETURN_INVALID',
    message: 'What the portal says was done is not signed by this portal.',
  },
  RETURN_EXPIRED: {
    code: 'RETURN_EXPIRED',
    message: 'What the portal says was done is older than five minutes.',
  },
  RETURN_REPLAYED: {
    code: 'RETURN_REPLAYED',
    message: 'What the portal says was done has been told already.',
  },
  RETURN_FOREIGN: {
    code: 'RETURN_FOREIGN',
    message: 'What the portal says was done concerns another customer.',
  },
  WEBHOOK_UNDERWAY: {
    code: 'WEBHOOK_UNDERWAY',
    message:
      'This event, or an earlier change of the same subscription, is being handled. Send it again later.',
  },
  WEBHOOK_INVALID: {
    code: 'WEBHOOK_INVALID',
    message: 'The webhook is not signed with the configured secret.',
  },
} as const

export type PolarErrorCode = keyof typeof POLAR_ERROR_CODES
