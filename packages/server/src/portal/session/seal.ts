import { createHash } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import * as z from 'zod'

const session = z.object({
  /** The customer session's token; it leaves this cookie only towards the API. */
  token: z.string(),
  /** When the token ends, in seconds since 1970. */
  exp: z.int(),
  organization_name: z.string(),
  return_url: z.string().nullable(),
  locale: z.string(),
  theme: z.enum(['light', 'dark']).nullable(),
  /** What was done here last; the way back tells it. */
  result: z.object({ action: z.string(), subscription_id: z.string().nullable() }).nullable(),
})
export type PortalSession = z.output<typeof session>

export interface Seal {
  seal(session: PortalSession): Promise<string>
  /** Null: none, not ours, changed, or over. */
  open(sealed: string | undefined): Promise<PortalSession | null>
}

/** The portal's session is an encrypted cookie: there is no store, and a stolen database holds no session. */
export function createSeal(secret: string, now: () => Date): Seal {
  const key = createHash('sha256').update(`portal session:${secret}`).digest()
  return {
    seal: ({ exp, ...claims }) =>
      new EncryptJWT(claims)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(exp)
        .encrypt(key),

    async open(sealed) {
      if (!sealed) return null
      const opened = await jwtDecrypt(sealed, key, { currentDate: now() }).catch(() => null)
      return opened && (session.safeParse(opened.payload).data ?? null)
    },
  }
}
