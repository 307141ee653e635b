import type { AuthContext } from 'better-auth'

type Internal = Pick<AuthContext['internalAdapter'], 'findVerificationValue' | 'createVerificationValue'> & {
  /** Since Better Auth 1.7. */
  reserveVerificationValue?: AuthContext['internalAdapter']['reserveVerificationValue']
}

/** True for the first who asks, in whichever process, until it expires. */
export async function once(internal: Internal, identifier: string, expiresAt: Date): Promise<boolean> {
  if (await internal.findVerificationValue(identifier)) return false
  const data = { identifier, value: 'used', expiresAt }
  if (internal.reserveVerificationValue) return internal.reserveVerificationValue(data)
  await internal.createVerificationValue(data)
  return true
}
