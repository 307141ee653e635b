import { codeFrom } from '../../billing/sign-in.ts'
import type { Ports } from '../../ports/ports.ts'
import { hashOf } from '../customer-sessions/token.ts'

export function newCode({ ids }: Pick<Ports, 'ids'>): string {
  return codeFrom(ids.bytes(6))
}

/** Of a code that is bound, the hash holds what binds it: by itself it opens nothing. */
export function hashOfCode(code: string, attempt_hash: string | null, ports: Pick<Ports, 'secret'>): string {
  return hashOf(`sign-in code:${attempt_hash ?? ''}:${code}`, ports)
}
