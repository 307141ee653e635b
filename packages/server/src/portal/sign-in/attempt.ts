import * as z from 'zod'
import type { KeptCookie } from '../kept-cookie.ts'

/** What binds a code to the browser that asked for it. */
export const signInAttempt = z.object({
  /** Without it the code opens nothing. Null: the API binds codes to no browser. */
  attempt: z.string().nullable(),
  email: z.string(),
  /** Whom of several with this address it is for; null: nobody had to choose. */
  customer_id: z.string().nullable().default(null),
  slug: z.string(),
  /** Where it leads, below the portal. */
  to: z.string(),
  exp: z.int(),
})
export type SignInAttempt = z.output<typeof signInAttempt>
export type AttemptCookie = KeptCookie<SignInAttempt>
