/** Checks that fail until what they look for is built. To be emptied, and then deleted with its use in the test. */
export const awaited: readonly (string | RegExp)[] = [
  'GET /v1/customer-portal/customers/stream',
  'GET /v1/checkouts/client/{client_secret}/stream',
  'B042',
]
