export interface ProviderCustomer {
  id: string
  external_id: string | null
}

export interface NewCheckout {
  products: string[]
  /** Null: nobody is signed in. */
  buyer: { external_id: string; email: string; name: string } | null
  success_url: string | null
  return_url: string | null
  locale: string | null
  metadata: Record<string, string>
}

/** What the plugin asks of the billing provider, whichever client it was given. Nothing waits for ever. */
export interface Provider {
  getCustomer(external_id: string): Promise<ProviderCustomer | null>
  findCustomer(email: string): Promise<ProviderCustomer | null>
  /** Null: the e-mail address or the external id is taken. */
  createCustomer(input: {
    email: string
    name: string
    external_id: string
  }): Promise<ProviderCustomer | null>
  /** False: the customer already carries another external id. */
  linkCustomer(id: string, external_id: string): Promise<boolean>
  /** The portal's address with a fresh session in it. Null: no such customer. */
  openPortal(input: { external_id: string; return_url: string | null }): Promise<string | null>
  /** Has, or ever had, a subscription or an order. */
  hasBought(external_id: string): Promise<boolean>
  /** In the client's own shape. */
  getState(external_id: string): Promise<Record<string, unknown> | null>
  createCheckout(input: NewCheckout): Promise<string>
}

/** The provider did not answer, not in time, or not what was asked. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  /** `refused`: the access token is not accepted, and trying again will not help. */
  readonly kind: 'unavailable' | 'refused'

  constructor(kind: ProviderFailure['kind'], message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
  }
}
