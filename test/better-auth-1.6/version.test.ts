import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { expect, it } from 'vitest'

it('is Better Auth 1.6 that the tests of the plugin run on here', async () => {
  const { version } = await betterAuth({ database: memoryAdapter({}), secret: 's'.repeat(32) }).$context
  expect(version).toMatch(/^1\.6\./)
})
