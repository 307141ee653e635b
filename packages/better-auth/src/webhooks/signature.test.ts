import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { isSigned } from './signature.ts'

const secret = 'whsec_of_the_app'
const now = new Date('2026-11-23T10:00:00Z')
const body = '{"type":"order.paid"}'

function headers({ key = secret as string | Buffer, at = now, signed = body, prefix = 'v1,' } = {}) {
  const timestamp = String(at.getTime() / 1000)
  const signature = createHmac('sha256', key).update(`evt_1.${timestamp}.${signed}`).digest('base64')
  return new Headers({
    'webhook-id': 'evt_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': prefix + signature,
  })
}
const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

it("takes Polar's signature, whose key is the whole secret as it is written", async () => {
  expect(await isSigned(secret, headers(), body, now)).toBe(true)
  expect(await isSigned(secret, headers({ prefix: 'v1,AAAA v1,' }), body, now)).toBe(true)
  const decoded = Buffer.from(secret.slice('whsec_'.length), 'base64')
  expect(await isSigned(secret, headers({ key: decoded }), body, now)).toBe(false)
})

it('takes no other body, version, key or missing header', async () => {
  expect(await isSigned(secret, headers(), `${body} `, now)).toBe(false)
  expect(await isSigned(secret, headers({ prefix: 'v2,' }), body, now)).toBe(false)
  expect(await isSigned(secret, headers({ prefix: 'v1,***' }), body, now)).toBe(false)
  expect(await isSigned(secret, headers({ key: 'whsec_other' }), body, now)).toBe(false)
  expect(await isSigned('', headers({ key: '' }), body, now)).toBe(false)
  expect(await isSigned(secret, new Headers(), body, now)).toBe(false)
})

it('takes nothing older or newer than five minutes', async () => {
  expect(await isSigned(secret, headers(), body, after(4))).toBe(true)
  expect(await isSigned(secret, headers(), body, after(6))).toBe(false)
  expect(await isSigned(secret, headers(), body, after(-6))).toBe(false)
})
