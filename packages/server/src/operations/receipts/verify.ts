import { compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from 'jose'
import type { verifyReceipt as contract } from '@verge/polar/contract/receipts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { byAddressOnPages } from '../../billing/sign-in.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Anonymous } from '../actor.ts'
import { countAddress } from '../limits/count.ts'
import { agrees, saidIn, sealIn } from './read.ts'

type Verdict = OutputOf<typeof contract>

const nothing = { says: null, taken_back_at: null }

/** Tells of what somebody holds in their hand, and of nothing else: who has no receipt learns nothing here. */
export async function verifyReceipt(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof contract>,
): Promise<Verdict> {
  await countAddress(ports, actor, 'receipts at', byAddressOnPages)
  const seal = sealIn(body.text)
  const key = seal && (await keyOf(ports, seal))
  if (!seal || !key) return { standing: 'unknown', ...nothing }
  const says = (await isSigned(seal, key)) ? saidIn(seal) : null
  if (!says || !agrees(body.text, says)) return { standing: 'altered', ...nothing }
  const kept = await ports.db
    .selectFrom('cancellation_receipts')
    .select('taken_back_at')
    .where('id', '=', says.jti)
    .executeTakeFirst()
  return { standing: 'genuine', says, taken_back_at: kept?.taken_back_at ?? null }
}

async function keyOf({ db }: Ports, seal: string): Promise<JWK | null> {
  const kid = kidOf(seal)
  if (!kid) return null
  const found = await db
    .selectFrom('receipt_keys')
    .select('public_key')
    .where('id', '=', kid)
    .executeTakeFirst()
  return found?.public_key ?? null
}

function kidOf(seal: string): string | null {
  try {
    return decodeProtectedHeader(seal).kid ?? null
  } catch {
    return null
  }
}

async function isSigned(seal: string, key: JWK): Promise<boolean> {
  try {
    await compactVerify(seal, await importJWK(key, 'EdDSA'), { algorithms: ['EdDSA'] })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}
