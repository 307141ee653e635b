import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPolarClient } from './payments.ts'

const asked: string[] = []
beforeEach(() => {
  asked.length = 0
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(new URL(address).origin)
    return Response.json({ items: [] })
  })
})
afterEach(() => vi.unstubAllGlobals())

it.each([
  ['sandbox', 'https://sandbox-api.polar.sh'],
  ['production', 'https://api.polar.sh'],
  ['http://localhost:4000', 'http://localhost:4000'],
])('asks %s at %s', async (server, origin) => {
  await createPolarClient({ accessToken: 'polar_oat_x', server }).products.list({})
  expect(asked).toEqual([origin])
})
