import type { Provider } from '../provider.ts'

/** What an anonymous user buys carries their id here: the customer belongs to nobody until they say who they are. */
export const anonymousKey = 'anonymousUserId'

/**
 * Hands what an anonymous user bought to the user that they turned out to be. A customer that somebody owns already stays
 * theirs, and who has a customer keeps that one.
 */
export async function handOver(
  provider: Provider,
  { from, to }: { from: string; to: string },
): Promise<'nothing' | 'done' | 'not_possible'> {
  const customers = await provider.boughtAs(anonymousKey, from)
  if (customers.length === 0) return 'nothing'
  const linked = await Promise.all(customers.map((id) => provider.linkCustomer(id, to)))
  return linked.every(Boolean) ? 'done' : 'not_possible'
}
