import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const sourcesBelow = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|node_modules|dist\//.test(name))
    .map((name) => ({ file: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') }))

describe('what shows that something is ours', () => {
  const sources = ['packages/server/src', 'packages/better-auth/src', 'packages/polar/src'].flatMap(
    sourcesBelow,
  )

  it('is made in these places alone, each of which says how it is compared', () => {
    const makers = sources.filter(({ text }) => text.includes('createHmac(')).map(({ file }) => file)
    expect(makers.toSorted()).toEqual([
      // A token is stored as its keyed hash and looked up by it: how long that takes tells of no token.
      'packages/server/src/operations/customer-sessions/token.ts',
      // Compared by timingSafeEqual, in the same file.
      'packages/server/src/operations/signature.ts',
      // The same.
      'packages/server/src/portal/session/form-token.ts',
      // Signs what is sent; nothing is compared.
      'packages/server/src/ports/webhook-signature.ts',
    ])
  })

  it('is compared in a time that does not depend on where it differs', () => {
    const comparing = sources.filter(({ text }) =>
      /[!=]==?\s*signature|signature\w*\s*[!=]==?[^=]/i.test(text),
    )
    expect(comparing.map(({ file }) => file)).toEqual([])
    const safe = sources.filter(({ text }) => text.includes('timingSafeEqual(')).map(({ file }) => file)
    expect(safe).toContain('packages/server/src/operations/signature.ts')
    expect(safe).toContain('packages/server/src/processor-events/signature.ts')
  })
})

describe('what browsers are sent', () => {
  const sources = ['apps/web/src', 'packages/react/src'].flatMap(sourcesBelow)
  const client = readFileSync(join(root, 'packages/better-auth/src/client.ts'), 'utf8')

  it('knows nothing of the environment in which it was built, where the keys are', () => {
    expect(sources.length).toBeGreaterThan(10)
    const reading = [...sources, { file: 'client.ts', text: client }].filter(({ text }) =>
      /process\.env|import\.meta\.env|POLAR_ACCESS_TOKEN|polar_oat_|BETTER_AUTH_SECRET/.test(text),
    )
    expect(reading.map(({ file }) => file)).toEqual([])
  })

  it('is built without source maps, and hands nothing of the environment in', () => {
    const config = readFileSync(join(root, 'apps/web/vite.config.ts'), 'utf8')
    expect(config).not.toMatch(/sourcemap|define:|envPrefix|process\.env/)
  })
})
