import type { AuthContext } from 'better-auth'
import type { Provider } from '../provider.ts'
import type { Person } from './customers.ts'

/** The customer is called as the user is. An address that is not proven stays out of invoices. */
export async function tellCustomer(provider: Provider, user: Person): Promise<void> {
  const customer = await provider.getCustomer(user.id)
  if (!customer) return
  const changes = {
    ...(user.emailVerified && customer.email !== user.email.toLowerCase() && { email: user.email }),
    ...(user.name && customer.name !== user.name && { name: user.name }),
  }
  if (Object.keys(changes).length > 0) await provider.updateCustomer(user.id, changes)
}

interface Users {
  internalAdapter: Pick<AuthContext['internalAdapter'], 'findUserById' | 'findUserByEmail' | 'updateUser'>
}

/**
 * The user has the address that the customer changed theirs to, as the provider has it now. It is not proven here, so
 * it is asked for again where that matters; and an address that another user has is left to them.
 */
export async function tellUser(
  provider: Provider,
  { internalAdapter }: Users,
  external_id: string,
): Promise<'same' | 'changed' | 'taken'> {
  const user = await internalAdapter.findUserById(external_id)
  const customer = user && (await provider.getCustomer(external_id))
  const email = customer?.email?.toLowerCase()
  if (!user || !email || email === user.email) return 'same'
  if (await internalAdapter.findUserByEmail(email)) return 'taken'
  await internalAdapter.updateUser(user.id, { email, emailVerified: false })
  return 'changed'
}
