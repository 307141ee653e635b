import type { CheckoutPublic } from '@verge/polar/contract/checkouts'
import { lawFor } from '@verge/polar/law/law'
import { whatFollows, type Reader } from './summary.tsx'

/** Whether the law where the buyer lives wants them to agree to the renewal by a box of its own. No switch takes it away. */
export function asksConsent({
  product,
  is_free_product_price,
  customer_billing_address,
}: CheckoutPublic): boolean {
  const renews = product?.is_recurring && !is_free_product_price
  return Boolean(renews) && lawFor(placeOf(customer_billing_address)).consent
}

/** What the box says, with the sentence that it speaks of: the proof of what was agreed to. */
export function consentText(checkout: CheckoutPublic, reader: Reader): string {
  return `${whatFollows(checkout, reader)} ${reader.messages.checkout.consent}`
}

function placeOf(address: CheckoutPublic['customer_billing_address']) {
  return address?.country ? { country: address.country, state: address.state ?? null } : null
}
