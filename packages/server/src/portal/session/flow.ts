/** Where a link that names a flow leads once the session stands. */
export function pathOfFlow(flow: string | null, subscription_id: string | null): string {
  const subscription =
    subscription_id && /^[\w-]{1,64}$/.test(subscription_id) ? `/subscriptions/${subscription_id}` : null
  if (flow === 'payment-method') return '/payment-methods'
  if (flow === 'invoices') return '/orders'
  if (flow === 'cancel' && subscription) return `${subscription}/cancel`
  // The plugin's word, and Polar's.
  if ((flow === 'change-plan' || flow === 'plan') && subscription) return `${subscription}/change`
  return subscription ?? ''
}
