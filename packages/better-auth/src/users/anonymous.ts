import type { AuthContext } from 'better-auth'
import type { Provider } from '../provider.ts'

/** What an anonymous user buys carries their id here: the customer belongs to nobody until they say who they are. */
export const anonymousKey = 'anonymousUserId'

type Internal = Pick<
  AuthContext['internalAdapter'],
  'createVerificationValue' | 'findVerificationValue' | 'deleteVerificationByIdentifier'
>
export interface Keeping {
  internalAdapter: Internal
  logger: { warn(message: string, ...details: unknown[]): void }
}

/** Whoever comes back later than this has to ask the seller. */
const rememberedMs = 365 * 24 * 60 * 60 * 1000
const keyOf = (to: string) => `polar-hand-over:${to}`

/** Notes that what this anonymous user bought is somebody's by now. It is noted before it is tried: the provider may be away. */
export async function noteHandOver(
  internal: Internal,
  { from, to }: { from: string; to: string },
  now: Date,
): Promise<void> {
  const value = [...(await noted(internal, to)), from].join(' ')
  const expiresAt = new Date(now.getTime() + rememberedMs)
  await internal.createVerificationValue({ identifier: keyOf(to), value, expiresAt })
}

async function noted(internal: Internal, to: string): Promise<string[]> {
  return (await internal.findVerificationValue(keyOf(to)))?.value.split(' ') ?? []
}

/**
 * Hands over what is noted for this user, as often as it is asked for until it is through. A customer that somebody owns
 * already stays theirs, and who has a customer keeps that one.
 *
 * @returns whether they own something by it
 */
export async function takeOver(provider: Provider, around: Keeping, to: string): Promise<boolean> {
  const internal = around.internalAdapter
  const anonymous = await noted(internal, to)
  if (anonymous.length === 0) return false
  let owns = false
  for (const from of anonymous) {
    const outcome = await handOver(provider, { from, to })
    if (outcome === 'done') owns = true
    if (outcome === 'not_possible')
      around.logger.warn('Polar: what an anonymous user bought belongs to another customer')
  }
  await internal.deleteVerificationByIdentifier(keyOf(to))
  return owns
}

async function handOver(
  provider: Provider,
  { from, to }: { from: string; to: string },
): Promise<'nothing' | 'done' | 'not_possible'> {
  const customers = await provider.boughtAs(anonymousKey, from)
  if (customers.length === 0) return 'nothing'
  const linked = await Promise.all(customers.map((id) => provider.linkCustomer(id, to)))
  return linked.every(Boolean) ? 'done' : 'not_possible'
}
