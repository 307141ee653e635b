import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const written = readFileSync(join(import.meta.dirname, 'written-for-upstream.ts'), 'utf8')
const moved = written.replaceAll("'@polar-sh/better-auth", "'@verge/better-auth")

it('compiles an app that was written for the upstream plugin, where nothing but the imports differs', () => {
  expect(moved).not.toBe(written)
  expect(compiled('drop-in', { 'there.ts': written, 'here.ts': moved })).toEqual([])
})

it('finds what is not there', () => {
  const wrong = moved.replace('data.refundedAmount', 'data.refundedAmounts')
  expect(compiled('drop-in-wrong', { 'here.ts': wrong })).toEqual([expect.stringContaining('TS2551')])
})

it('says nothing wrong where the app has no client of 0.47', () => {
  const app = `
import { polar, portal, webhooks, type CustomerState, type PolarSdk } from '@verge/better-auth'
import { polarClient } from '@verge/better-auth/client'
import { betterAuth } from 'better-auth'
import { createAuthClient } from 'better-auth/client'
declare const client: PolarSdk
export const auth = betterAuth({
  plugins: [
    polar({
      client,
      use: [
        portal(),
        webhooks({
          secret: '',
          onPayload: async ({ type, data }) => console.log(type.length, data.anything),
          onOrderPaid: async ({ type, data }) => {
            const paid: 'order.paid' = type
            const userId: string | null = data.customer.external_id
            console.log(paid, userId, data.total_amount.toFixed(), data.anything)
          },
          onSubscriptionPaused: async ({ data }) => console.log(data.status.length, data.cancel_at_period_end),
          // @ts-expect-error
          onOrderPayed: async () => {},
        }),
      ],
    }),
  ],
})
export async function state(): Promise<CustomerState | null> {
  const { data } = await createAuthClient({ plugins: [polarClient()] }).customer.state()
  // @ts-expect-error
  console.log(data?.nothing.like.this, data?.id.length)
  return data
}
`
  const files = { 'app.ts': app, 'no-sdk.d.ts': 'export {}' }
  const paths = { '@polar-sh/sdk': ['./no-sdk.d.ts'], '@polar-sh/sdk/*': ['./no-sdk.d.ts'] }
  expect(compiled('drop-in-alone', files, { paths })).toEqual([])
})

/** What the compiler has against the files. */
function compiled(name: string, files: Record<string, string>, compilerOptions: object = {}): string[] {
  const folder = join(root, 'test-results', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  const options = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  const { stdout } = spawnSync('tsc', ['-p', folder, '--pretty', 'false'], { cwd: root, encoding: 'utf8' })
  return stdout.split('\n').filter((line) => /error TS/.test(line))
}
