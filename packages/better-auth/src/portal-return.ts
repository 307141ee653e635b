import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import * as z from 'zod'
import type { ToldState } from './copy/copy.ts'
import { refusal } from './refuse.ts'

/** What the portal vouches for on the way back. */
export interface PortalReturn {
  /** Used once. */
  jti: string
  /** When it stops to count, in seconds since 1970. */
  exp: number
  /** The customer's external id. */
  sub: string
  /** What was done there last, such as `canceled`; null: nothing. */
  action: string | null
  /** The subscription that it was done to, as it was when the customer left. */
  subscription: ToldState | null
}

const claims = z.object({
  jti: z.string().min(1).max(128),
  sub: z.string().min(1),
  exp: z.int(),
  action: z.string().nullable(),
  subscription: z
    .looseObject({ id: z.string(), created_at: z.string(), modified_at: z.string().nullable() })
    .nullable(),
})

const type = 'portal-return'
const algorithms = ['EdDSA']
const clockToleranceS = 30
const timeoutMs = 4_000
/** Nothing is known of the signature: the keys could not be had. */
const unreachable = ['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC']
const isAboutSignature = (error: unknown) =>
  error instanceof errors.JOSEError && !unreachable.includes(error.code)

export type KeysOf = (issuer: string) => JWTVerifyGetKey

/** The keys of the portal, asked for once and again when an unknown one turns up. */
export function remoteKeys(): KeysOf {
  let held: { issuer: string; keys: JWTVerifyGetKey } | null = null
  return (issuer) => {
    if (held?.issuer === issuer) return held.keys
    const where = new URL(`${issuer}/.well-known/jwks.json`)
    const remote = createRemoteJWKSet(where, { timeoutDuration: timeoutMs })
    const keys: JWTVerifyGetKey = (header, token) =>
      remote(header, token).catch((error: unknown) => {
        if (isAboutSignature(error)) throw error
        // A busy portal may answer late once; without its keys what was done there would not be told.
        return remote(header, token)
      })
    held = { issuer, keys }
    return keys
  }
}

/** Who a portal is, by its address: `https://host/organization/portal…` is `https://host/organization`. */
export function issuerOf(portal: URL): string {
  return portal.origin + portal.pathname.replace(/\/portal\/?$/, '')
}

interface Expected {
  issuer: string
  keys: JWTVerifyGetKey
  isOurs: (origin: string) => boolean
}

/**
 * What the portal says, where it is this portal that says it, to this app, within the last five minutes.
 *
 * @throws RETURN_INVALID or RETURN_EXPIRED; what the network throws where the keys cannot be had
 */
export async function readReturn(
  result: string,
  { issuer, keys, isOurs }: Expected,
  now: Date,
): Promise<PortalReturn> {
  try {
    const { payload } = await jwtVerify(result, keys, {
      issuer,
      typ: type,
      algorithms,
      maxTokenAge: '5m',
      clockTolerance: clockToleranceS,
      currentDate: now,
      requiredClaims: ['aud', 'exp', 'iat', 'jti', 'sub'],
    })
    const said = claims.safeParse(payload)
    if (!said.success || typeof payload.aud !== 'string' || !isOurs(payload.aud))
      throw refusal('RETURN_INVALID')
    return said.data
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refusal('RETURN_EXPIRED')
    if (isAboutSignature(error)) throw refusal('RETURN_INVALID')
    throw error
  }
}
