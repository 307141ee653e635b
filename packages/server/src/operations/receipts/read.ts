import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { sealed, type Sealed } from '@verge/polar/contract/receipts'

const jws = String.raw`eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{86}`
const whole = new RegExp(String.raw`${jws}(?![\w-])`)
const unfolded = new RegExp(jws)

/** The seal in what somebody was shown: alone, within a file of ours, or broken into lines as mails and quotes do it. */
export function sealIn(text: string): string | null {
  return whole.exec(text)?.[0] ?? unfolded.exec(text.replace(/[\s>]+/g, ''))?.[0] ?? null
}

/** What a seal says, whether it is genuine or not. */
export function saidIn(seal: string): Sealed | null {
  const said = jsonOf(Buffer.from(seal.split('.')[1] ?? '', 'base64url').toString())
  return z.safeDecode(sealed, said as never).data ?? null
}

/** Whether a file of ours still says beside its seal what it was sealed with. Other texts say nothing that could be compared. */
export function agrees(text: string, says: Sealed): boolean {
  const file = jsonOf(text) as { receipt?: unknown } | null
  if (typeof file !== 'object' || file === null || !('receipt' in file)) return true
  return isDeepStrictEqual(file.receipt, z.encode(sealed, says))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
