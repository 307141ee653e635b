import type { User } from 'better-auth'
import type { Provider, ProviderCustomer } from '../provider.ts'
import { refusal } from '../refuse.ts'
import { takeOver, type Keeping } from './anonymous.ts'

export interface Person {
  id: string
  email: string
  name: string
  emailVerified: boolean
}

/** More about a customer who is made. */
export interface CustomerParams {
  metadata?: Record<string, string | number | boolean | undefined>
}
export type CustomerParamsOf = (
  about: { user: Person & Partial<User> },
  /** The request that the customer is made for, where there is one. */
  request?: Request,
) => CustomerParams | Promise<CustomerParams>

interface Making {
  provider: Provider
  customerParamsOf: CustomerParamsOf | undefined
}

/**
 * The customer of this user: found by the user's id, else what they bought anonymously, else linked by a verified e-mail
 * address that nobody owns, else new. An address that is not verified proves nothing, so it links to nobody.
 *
 * @throws EMAIL_NOT_VERIFIED or CUSTOMER_TAKEN
 */
export async function ensureCustomer(
  { provider, customerParamsOf }: Making,
  user: Person,
  around?: Keeping,
  request?: Request,
): Promise<ProviderCustomer> {
  const own = await provider.getCustomer(user.id)
  if (own) return own
  // Before anything else: a customer of their own would be in its way.
  const theirs =
    around && (await takeOver(provider, around, user.id)) && (await provider.getCustomer(user.id))
  if (theirs) return theirs
  const known = user.emailVerified ? await provider.findCustomer(user.email) : null
  if (known) return linked(provider, user, known)
  const created = await provider.createCustomer({
    ...given((await customerParamsOf?.({ user }, request)) ?? {}),
    email: user.email,
    name: user.name,
    external_id: user.id,
  })
  if (created) return created
  // Taken: by a request of this user at the same moment, or by somebody with the same address.
  const meanwhile = await provider.getCustomer(user.id)
  if (meanwhile) return meanwhile
  throw refusal(user.emailVerified ? 'CUSTOMER_TAKEN' : 'EMAIL_NOT_VERIFIED')
}

async function linked(provider: Provider, user: Person, known: ProviderCustomer): Promise<ProviderCustomer> {
  if (known.external_id === user.id) return known
  if (known.external_id !== null || !(await provider.linkCustomer(known.id, user.id)))
    throw refusal('CUSTOMER_TAKEN')
  return { ...known, external_id: user.id }
}

/** What has no value is left out: the provider would refuse all of it. */
export function given({ metadata = {} }: CustomerParams) {
  const entries = Object.entries(metadata).filter(([, value]) => value !== undefined)
  if (entries.length === 0) return {}
  return { metadata: Object.fromEntries(entries) as Record<string, string | number | boolean> }
}
