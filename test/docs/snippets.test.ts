import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { snippets, type Snippet } from './snippets.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'test-results/snippets')

/** What the snippets take for granted: the app around them. */
const app = `
import type { Polar } from '@polar-sh/sdk'
import type { checkout, polar, portal, subscriptions } from '@verge/better-auth'
import type { polarClient as client } from '@verge/better-auth/client'
import type { betterAuth as makeAuth } from 'better-auth'
import type { createAuthClient as makeClient } from 'better-auth/react'

type Parts = [ReturnType<typeof portal>, ReturnType<typeof checkout>, ReturnType<typeof subscriptions>]
interface App {
  auth: { handler: (request: Request) => Promise<Response> }
  user: { id: string; email: string }
}
declare global {
  const betterAuth: typeof makeAuth
  const createAuthClient: typeof makeClient
  const polarClient: Polar
  const auth: {
    options: { plugins: [ReturnType<typeof polar<Parts>>] }
    api: { reconcileSubscriptions(): Promise<{ read: number; healed: number; failed: number }> }
  }
  const authClient: ReturnType<typeof makeClient<{ plugins: [ReturnType<typeof client>] }>>
  const subscriptionId: string
  const productId: string
  const orderId: string
  const resumesAt: string
  const toast: { error(text: string): void; success(text: string): void }
  function billingEmailOf(organizationId: string): Promise<string>
  function remind(referenceId: string, subscriptionId: string): Promise<void>
  function openApp(settings: { client: Polar; productId: string; secret: string }): Promise<App>
}
`

/** Files that the app has. */
const modules = `
declare module '@/lib/auth-client' {
  import type { createAuthClient } from 'better-auth/react'
  import type { polar, portal, subscriptions } from '@verge/better-auth'
  import type { polarClient } from '@verge/better-auth/client'
  type Parts = [ReturnType<typeof portal>, ReturnType<typeof subscriptions>]
  interface Auth {
    options: { plugins: [ReturnType<typeof polar<Parts>>] }
  }
  export const authClient: ReturnType<typeof createAuthClient<{ plugins: [ReturnType<typeof polarClient<Auth>>] }>>
}
declare module '*.css'
`

const options = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    // A reader of a snippet uses what it declares.
    noUnusedLocals: false,
    noUnusedParameters: false,
    // Checking the server behind a test's Polar takes half a minute, and `npm run typecheck` does it.
    paths: {
      '@verge/server/portal/brand/config': ['../../packages/server/src/portal/brand/config.ts'],
      '@verge/server/*': ['./server.d.ts'],
    },
  },
  include: ['*.ts', '*.tsx'],
  exclude: [],
}

/** What has to be found each time, lest the test finds nothing at all. */
const mistakes: Snippet[] = [
  {
    name: 'an option that nobody has',
    where: 'an option that nobody has',
    language: 'ts',
    code: "await authClient.customerPortal({ colour: 'red' })\n",
  },
  {
    name: 'a clock moved by a number',
    where: 'a clock moved by a number',
    language: 'ts',
    code: "import { createTestPolar } from '@verge/testing'\nawait (await createTestPolar()).clock.advance(1)\n",
  },
]

it('compiles every piece of TypeScript in the guide and the READMEs', { timeout: 120_000 }, () => {
  const written = snippets().filter(({ language }) => language !== 'sh')
  expect(written.length).toBeGreaterThan(10)
  const found = [...written, ...mistakes]
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'app.d.ts'), app)
  writeFileSync(join(folder, 'modules.d.ts'), modules)
  writeFileSync(join(folder, 'server.d.ts'), 'declare const server: any\nexport = server\n')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  for (const [index, { language, code }] of found.entries()) {
    // One line, so that lines are counted as in the document.
    const pragma = language === 'tsx' ? '/** @jsxImportSource react */ ' : ''
    writeFileSync(join(folder, `snippet-${index}.${language}`), `${pragma}${code}\nexport {}\n`)
  }
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder], {
    encoding: 'utf8',
    cwd: folder,
  })
  const told = stdout.split('\n').flatMap((line) => {
    const [, index, at] = /^snippet-(\d+)\.tsx?(\(.*)/.exec(line) ?? []
    return index ? [`${found[Number(index)]!.where}: ${at}`] : []
  })
  const planted = mistakes.map(({ where }) => expect.stringMatching(new RegExp(`^${where}: `)))
  expect(told).toEqual(planted)
})
