import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { bundled, parts } from './bundle.ts'
import { packagesToTry, packInto } from './pack.ts'
import { doQuickStart } from './quick-start.ts'
import { serveRegistry } from './registry.ts'

const root = resolve(import.meta.dirname, '../..')
const names = ['better-auth', 'cli', 'polar', 'react', 'server', 'testing']
let folders: string[]
let project: string
let tarballs: Record<string, string>

beforeAll(() => {
  folders = packagesToTry()
  project = mkdtempSync(join(tmpdir(), 'verge-published-'))
  chmodSync(project, 0o755)
  tarballs = packInto(project, folders)
}, 180_000)
afterAll(() => rmSync(project, { recursive: true, force: true }))

it('publishes each package that says so, and no other', () => {
  expect(folders.map((folder) => basename(folder))).toEqual(names)
})

it('publishes them all when a version is released', () => {
  const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8')
  const [, listed = ''] = /for name in ([^;]+);/.exec(workflow) ?? []
  expect(listed.split(' ').toSorted()).toEqual(names)
})

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    engines?: Record<string, string>
    peerDependencies?: Record<string, string>
  }

it('asks for a Node only where Node runs it: the rest works in browsers and workers, too', () => {
  const asking = folders.map(manifestOf).filter(({ engines }) => engines)
  expect(asking.map(({ name, engines }) => [name, engines])).toEqual(
    ['cli', 'server', 'testing'].map((name) => [`@verge/${name}`, { node: '>=22.18' }]),
  )
})

it('fits the next patch of what it stands beside', () => {
  const peers = folders.flatMap((folder) => Object.entries(manifestOf(folder).peerDependencies ?? {}))
  const ours = peers.filter(([name]) => name.startsWith('@verge/'))
  expect(ours).toEqual([['@verge/better-auth', '^0.1.0']])
})

it('lays each package out as its own package.json promises', async () => {
  for (const pkgDir of folders) {
    const { messages } = await publint({ pkgDir, pack: false, level: 'warning' })
    const pkg = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8')) as Record<string, unknown>
    expect(messages.map((message) => `${pkgDir}: ${formatMessage(message, pkg)}`)).toEqual([])
  }
}, 60_000)

it('says of the parts that need a browser that they do, and of no other', () => {
  const folder = join(
    folders.find((one) => basename(one) === 'react')!,
    'dist',
  )
  const marked = readdirSync(folder).filter(
    (file) =>
      file.endsWith('.js') &&
      /^(\/\*.*?\*\/\s*)?['"]use client['"]/s.test(readFileSync(join(folder, file), 'utf8')),
  )
  expect(marked).toEqual([
    'cancel-dialog.js',
    'invoice-list.js',
    'manage-subscription-button.js',
    'use-cancellation.js',
    'use-invoices.js',
    'use-manage-subscription.js',
    'use-subscriptions.js',
  ])
})

// A command has nothing to import, and a style sheet has no types.
it.each(names.filter((name) => name !== 'cli'))(
  'has types that are the types of what is imported: @verge/%s',
  (name) => {
    const { status, stdout, stderr } = spawnSync(
      'attw',
      [tarballs[name]!, '--profile', 'esm-only', '--no-emoji', '--exclude-entrypoints', 'styles.css'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    )
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' })
  },
  120_000,
)

it('installs into an empty project, and works there', () => {
  const run = (program: string, ...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(program, words, { cwd: project, encoding: 'utf8' })
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' })
    return stdout
  }
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  run(
    'npm',
    'install',
    '--prefer-offline',
    '--no-audit',
    ...Object.values(tarballs),
    'better-auth@1.7.25',
    '@polar-sh/sdk@0.47.1',
    // As the apps that take them have them; that of this repository is the newest.
    'typescript-5@npm:typescript@5.9.3',
    'typescript-6@npm:typescript@6.0.3',
  )
  writeFileSync(
    join(project, 'app.ts'),
    `import { createTestPolar } from '@verge/testing'
import { polar, portal, POLAR_ERROR_CODES } from '@verge/better-auth'
import { polarClient } from '@verge/better-auth/client'
import { SubscriptionCard } from '@verge/react/subscription-card'
const local = await createTestPolar()
const ada = await local.addCustomer({ email: 'ada@example.com' })
const { status } = await local.subscribe(ada, local.products.pro)
await local.stop()
const client: string = polarClient().id
console.log(status, client, POLAR_ERROR_CODES.NO_SUBSCRIPTION.code, typeof polar, typeof portal, typeof SubscriptionCard)
process.exit(0)
`,
  )
  expect(run(process.execPath, 'app.ts')).toBe('active polar NO_SUBSCRIPTION function function function\n')
  expect(run(join(project, 'node_modules/.bin/verge'), '--help')).toContain('dev|doctor|init')
}, 300_000)

it.each(Object.entries(parts))(
  'gives an app that takes %s from the index of @verge/react that part alone',
  async (part, entry) => {
    const fromIndex = await bundled(project, `export { ${part} } from '@verge/react'`)
    const fromItsOwn = await bundled(project, `export { ${part} } from '@verge/react/${entry}'`)
    const all = await bundled(project, `export * from '@verge/react'`)
    expect(fromIndex.byteLength).toBe(fromItsOwn.byteLength)
    expect(fromIndex.byteLength).toBeLessThan(all.byteLength / 1.5)
  },
)

it('is there and works after the commands and code of the quick start, from an empty folder', async () => {
  const registry = await serveRegistry(
    folders.map((folder) => ({ folder, tarball: tarballs[basename(folder)]! })),
  )
  onTestFinished(registry.close)
  const { folder, installed, fits, seen, stop } = await doQuickStart(registry.address)
  onTestFinished(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  expect(installed).toContain("+import { checkout, polar, portal, webhooks } from '@verge/better-auth'")
  expect(fits).not.toMatch(/✗/)
  expect(seen).toMatchObject({
    before: { url: null, code: 'NO_SUBSCRIPTION' },
    after: { url: expect.stringContaining('/verge/portal?'), code: null },
    portal: 200,
  })
}, 300_000)

describe('the types of the plugin', () => {
  const compilers = [
    ['5.9', () => [process.execPath, join(project, 'node_modules/typescript-5/lib/tsc.js')]],
    ['6.0', () => [process.execPath, join(project, 'node_modules/typescript-6/lib/tsc.js')]],
    ['7.0', () => [join(root, 'node_modules/.bin/tsc')]],
  ] as const
  const app = readFileSync(join(root, 'test/contract/drop-in/written-for-upstream.ts'), 'utf8')
  const moved = app.replaceAll("'@polar-sh/better-auth", "'@verge/better-auth")
  const alone = `
import { polar, portal, webhooks, type CustomerState, type PolarSdk } from '@verge/better-auth'
import { polarClient } from '@verge/better-auth/client'
declare const client: PolarSdk
export const plugin = polar({
  client,
  use: [portal(), webhooks({ secret: '', onOrderPaid: ({ data }) => console.log(data.customer.external_id) })],
})
export const id: 'polar' = polarClient().id
export const nameOf = (state: CustomerState): string => state.id
// @ts-expect-error
export const wrong: number = webhooks({ secret: '', onOrderPaid: ({ data }) => data.nothing.like.this })
`
  /** What the compiler has against these files of an app: one program of them all, since most of the time goes into what they import. */
  function compiled([program, ...words]: readonly string[], files: Record<string, string>): string {
    const folder = join(project, 'types')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
    const compilerOptions = {
      strict: true,
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable'],
      module: 'nodenext',
      types: [],
      noEmit: true,
      skipLibCheck: true,
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: Object.keys(files) }),
    )
    return spawnSync(program!, [...words, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' }).stdout
  }

  it.each(compilers)(
    'take an app that was written for the upstream plugin: TypeScript %s',
    (_, compiler) => {
      const mistaken = moved.replace('data.refundedAmount', 'data.refundedAmounts')
      const told = compiled(compiler(), { 'app.ts': moved, 'mistaken.ts': mistaken })
      const codes = [...told.matchAll(/^\S*?(\w+\.ts)\(.*?(TS\d+)/gm)].map(([, file, code]) => [file, code])
      expect(codes).toEqual([['mistaken.ts', 'TS2551']])
    },
    180_000,
  )

  it('take an app without a client of Polar, whichever TypeScript it has', () => {
    const [there, aside] = [join(project, 'node_modules/@polar-sh'), join(project, 'polar-sh-aside')]
    renameSync(there, aside)
    onTestFinished(() => renameSync(aside, there))
    for (const [, compiler] of compilers) expect(compiled(compiler(), { 'app.ts': alone })).toBe('')
  }, 180_000)
})
