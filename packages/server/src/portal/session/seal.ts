import { createHash } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import type * as z from 'zod'

interface Ending {
  /** In seconds since 1970. */
  exp: number
}

export interface Seal<Content extends Ending> {
  seal(content: Content): Promise<string>
  /** Null: none, not ours, changed, or over. */
  open(sealed: string | undefined): Promise<Content | null>
}

interface SealOptions<Content extends Ending> {
  secret: string
  /** One that was sealed for something else does not open. */
  purpose: string
  content: z.ZodType<Content>
  now(): Date
}

/** What a browser keeps for us is encrypted: there is no store, and a stolen database holds nothing of it. */
export function createSeal<Content extends Ending>({
  secret,
  purpose,
  content,
  now,
}: SealOptions<Content>): Seal<Content> {
  const key = createHash('sha256').update(`${purpose}:${secret}`).digest()
  return {
    seal: ({ exp, ...claims }) =>
      new EncryptJWT(claims)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(exp)
        .encrypt(key),

    async open(sealed) {
      if (!sealed) return null
      const opened = await jwtDecrypt(sealed, key, { currentDate: now() }).catch(() => null)
      return opened && (content.safeParse(opened.payload).data ?? null)
    },
  }
}
