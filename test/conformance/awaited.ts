/** Checks that fail until what they look for is built. To be emptied, and then deleted. */
export const awaited: readonly (string | RegExp)[] = [
  'GET /v1/customers/external/{external_id}/payment-methods',
  'POST /v1/customer-portal/customer-session/request',
  'POST /v1/customer-portal/customer-session/authenticate',
  'page.metadata',
  /^B0(17|18|19|20|27|28|29|31)$/,
]
