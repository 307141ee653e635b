import type { RateLimit } from '../../billing/rate-limit.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Anonymous } from '../actor.ts'
import { countAsked, networkOf } from '../limits/count.ts'

/** What is counted together: asking for a code or link, and answering with it. */
export const byApi = 'sign-in at'
export const byPages = 'sign-in on pages at'
export const byLink = 'e-mail change at'

/** Nothing is counted where it is not known who asks. */
export async function countAddress(
  ports: Ports,
  { address }: Pick<Anonymous, 'address'>,
  what: string,
  limit: RateLimit,
): Promise<void> {
  if (address) await countAsked(ports, limit, `${what} ${networkOf(address)}`)
}
