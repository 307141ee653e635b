/** Checks that fail until what they look for is built. To be emptied, and then deleted with its use in the test. */
export const awaited: readonly (string | RegExp)[] = [
  'GET /v1/customers/external/{external_id}/payment-methods',
  'PATCH /v1/products/{id}',
  'GET /v1/checkouts/',
  'PATCH /v1/checkouts/{id}',
  'GET /v1/checkouts/client/{client_secret}/stream',
  'POST /v1/subscriptions/',
  'PATCH /v1/orders/{id}',
  /^\w+ \/v1\/subscriptions\/\{id\}\/\w+-preview$/,
  'POST /v1/events/ingest',
  'GET /v1/meters/',
  'GET /v1/customer-meters/',
  /^GET \/v1\/customer-portal\/(meters|benefit-grants)\//,
  'event.duplicate',
  'page.metadata',

  'POST /v1/customer-portal/customer-session/request',
  'POST /v1/customer-portal/customer-session/authenticate',
  'GET /v1/customer-portal/customers/me/export',
  'GET /v1/customer-portal/customers/stream',
  /^\w+ \/v1\/customer-portal\/customers\/me\/email-update/,
  /^B0(1[789]|2\d|3[01]|39|4[0-5])$/,

  'checkout.free',
  /^B1(08|21|30)$/,
]
