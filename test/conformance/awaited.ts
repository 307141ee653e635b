/** Checks that fail until what they look for is built. To be emptied, and then deleted with its use in the test. */
export const awaited: readonly (string | RegExp)[] = [
  'GET /v1/customers/external/{external_id}/payment-methods',
  'PATCH /v1/products/{id}',
  'GET /v1/checkouts/',
  'PATCH /v1/checkouts/{id}',
  'POST /v1/subscriptions/',
  'PATCH /v1/orders/{id}',
  /^\w+ \/v1\/subscriptions\/\{id\}\/\w+-preview$/,
  'POST /v1/events/ingest',
  'GET /v1/meters/',
  'GET /v1/customer-meters/',
  /^GET \/v1\/customer-portal\/(meters|benefit-grants)\//,
  'event.duplicate',
  'page.metadata',

  'checkout.free',
  /^B1(08|21|30)$/,
]
