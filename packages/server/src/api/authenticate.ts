import type { Gate } from '@verge/polar/contract/operation'
import { notPermitted } from '@verge/polar/refusals'
import { hasSayInBilling, type Actor } from '../operations/actor.ts'
import { resolveToken } from '../operations/customer-sessions/resolve.ts'
import type { Ports } from '../ports/ports.ts'

/** Null: a token was shown and is not valid, which is refused even where none is needed. */
export async function authenticate(ports: Ports, request: Request): Promise<Actor | null> {
  const header = request.headers.get('authorization')
  if (!header) return { kind: 'anonymous' }
  const token = /^Bearer (\S+)$/i.exec(header)?.[1]
  return token ? resolveToken(ports, token) : null
}

/** A valid token of the wrong kind opens no more than none at all; a member without a say in it is refused by name. */
export function admits(gate: Gate, actor: Actor): boolean {
  if (gate === 'none') return true
  if (gate === 'organization') return actor.kind === 'organization'
  if (actor.kind !== 'customer' || (gate === 'team' && !actor.member)) return false
  if (gate !== 'customer' && !hasSayInBilling(actor)) throw notPermitted()
  return true
}
