import type { Visit } from '../visit.ts'

const pages =
  /^\/orders\/[0-9a-f-]{36}\/pay$|^\/subscriptions\/[0-9a-f-]{36}\/(?:resume|resubscribe|change\?product_id=[0-9a-f-]{36}|seats\?seats=\d{1,6})$/

/** Where a card was missing, and where the customer goes on with it. An address may name these pages alone. */
export function nextIn(values: URLSearchParams): string | null {
  const next = values.get('next')
  return next && pages.test(next) ? next : null
}

/** An invoice that the new card has paid is looked at instead of paid. */
export function afterPaying(next: string | null): string | null {
  return next && next.replace(/^(\/orders\/[^/]+)\/pay$/, '$1')
}

/** To add a card, and come back to what it is for. */
export function addressToAddCard({ to }: Pick<Visit, 'to'>, next: string): string {
  return to(`/payment-methods/add?${new URLSearchParams({ next })}`)
}
