interface ActiveSubscription extends Record<string, unknown> {
  id: string
  status: string
}
interface Grant extends Record<string, unknown> {
  id: string
}

/** What Polar knows of a customer, in the client's own shape: camel case with 0.47, as on the wire with 1.x. */
export interface CustomerState extends Record<string, unknown> {
  id: string
  email?: string | null
  activeSubscriptions?: ActiveSubscription[]
  active_subscriptions?: ActiveSubscription[]
  grantedBenefits?: Grant[]
  granted_benefits?: Grant[]
  activeMeters?: Grant[]
  active_meters?: Grant[]
}
