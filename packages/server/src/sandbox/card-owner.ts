import * as z from 'zod'
import { secondsAt } from '../portal/session/cookie.ts'
import { createSeal } from '../portal/session/seal.ts'
import type { Ports } from '../ports/ports.ts'

const lifeSeconds = 3600
const content = z.object({ email: z.string(), exp: z.int() })

/** Whose account a card is for: the page's address holds it, where nobody reads it and nobody else can have written it. */
export function cardOwner({ secret, clock }: Pick<Ports, 'secret' | 'clock'>) {
  const { seal, open } = createSeal({ secret, purpose: 'sandbox card', content, now: clock.now })
  return {
    seal: (email: string) => seal({ email, exp: secondsAt(clock.now()) + lifeSeconds }),
    open: async (sealed: string | undefined) => (await open(sealed))?.email ?? null,
  }
}
