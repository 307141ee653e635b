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
    message: 'The customer with this e-mail address belongs to another user. Nothing was charged.',
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
    message: 'A subscription of this user still renews. Cancel it first; nothing was deleted.',
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
    message: 'The same event is being handled. Send it again later.',
  },
  WEBHOOK_INVALID: {
    code: 'WEBHOOK_INVALID',
    message: 'The webhook is not signed with the configured secret.',
  },
} as const

export type PolarErrorCode = keyof typeof POLAR_ERROR_CODES
