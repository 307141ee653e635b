import { PolarFault, PolarUnauthorized, type Polar } from '@verge/polar/client'
import {
  authenticateCustomerSession,
  beginSignIn,
  finishSignIn,
  requestCustomerSession,
} from '@verge/polar/contract/customer-sessions'
import { Refusal } from '@verge/polar/refusals'
import type { Messages } from '../messages/messages.ts'
import { secondsAt } from '../session/cookie.ts'

/** As long as our own API lets a code live; hosted Polar's lives longer, and is not asked for it. */
const lifetimeSeconds = 600

interface Wish {
  email: string
  organization_id: string
  /** Whom of several with this address it is for; null: whoever has it. */
  customer_id: string | null
}

/** What a code that was asked for counts with. */
export interface Attempt {
  /** Without it the code opens nothing. Null: the API binds codes to no browser. */
  attempt: string | null
  exp: number
}

/** Has a code sent, where there is somebody to send it to. */
export async function askForCode(polar: Polar, wish: Wish, now: Date): Promise<Attempt> {
  if (polar.supports(beginSignIn)) {
    const { attempt, expires_at } = await polar.call(beginSignIn, { body: wish })
    return { attempt, exp: secondsAt(expires_at) }
  }
  await polar.call(requestCustomerSession, { body: wish })
  return { attempt: null, exp: secondsAt(now) + lifetimeSeconds }
}

type Finished =
  | { outcome: 'signed_in'; token: string }
  | { outcome: 'wrong'; tries_left: number | null }
  | { outcome: 'over' }

interface Typed {
  attempt: string | null
  code: string
  device: string | null
  /** The token of the session that the new one takes the place of. */
  replaces?: string
}

export async function finishCode(polar: Polar, { attempt, code, ...where }: Typed): Promise<Finished> {
  if (attempt !== null) return polar.call(finishSignIn, { body: { attempt, code, ...where } })
  // Hosted Polar knows codes in capital letters, without what is between them.
  const body = { code: code.replace(/[^0-9A-Za-z]/g, '').toUpperCase() }
  try {
    return { outcome: 'signed_in', ...(await polar.call(authenticateCustomerSession, { body })) }
  } catch (error) {
    if (error instanceof PolarUnauthorized) return { outcome: 'wrong', tries_left: null }
    throw error
  }
}

/** Of a code that was not taken. */
export function wrongCode(words: Messages['signIn'], finished: Exclude<Finished, { token: string }>): string {
  if (finished.outcome === 'over') return words.over
  return finished.tries_left === null ? words.wrong : words.wrongOnce({ left: finished.tries_left })
}

/** What can be told of a failure that is expected here. @throws the error itself where it is none */
export function wordsFor(error: unknown, { signIn: words }: Messages): { text: string; status: number } {
  if (error instanceof Refusal && error.status === 422) return { text: words.emailWrong, status: 422 }
  if (error instanceof PolarFault && error.kind === 'rate_limited')
    return { text: words.tooOften, status: 429 }
  throw error
}
