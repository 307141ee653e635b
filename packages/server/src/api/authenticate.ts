import type { Gate } from '@verge/polar/contract/operation'
import { notPermitted } from '@verge/polar/refusals'
import { hasSayInBilling, type Actor } from '../operations/actor.ts'
import { resolveToken } from '../operations/customer-sessions/resolve.ts'
import type { Ports } from '../ports/ports.ts'

/** Who the tokens of one visit speak for, so that a page which asks for many things asks for that once. */
export type Known = Map<string, Promise<Actor | null>>

/** Null: a token was shown and is not valid, which is refused even where none is needed. */
export async function authenticate(ports: Ports, request: Request, known?: Known): Promise<Actor | null> {
  const header = request.headers.get('authorization')
  if (!header) return { kind: 'anonymous' }
  const token = /^Bearer (\S+)$/i.exec(header)?.[1]
  if (!token) return null
  // Only what reads may go by what was known a moment ago; and after a change nothing is known any more.
  if (request.method !== 'GET') known?.clear()
  if (!known || request.method !== 'GET') return resolveToken(ports, token)
  const found = known.get(token) ?? resolveToken(ports, token)
  known.set(token, found)
  return found
}

/** A valid token of the wrong kind opens no more than none at all; a member without a say in it is refused by name. */
export function admits(gate: Gate, actor: Actor): boolean {
  if (gate === 'none') return true
  if (gate === 'organization') return actor.kind === 'organization'
  if (actor.kind !== 'customer' || (gate === 'team' && !actor.member)) return false
  if (gate !== 'customer' && !hasSayInBilling(actor)) throw notPermitted()
  return true
}
