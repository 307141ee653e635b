import { expect, it } from 'vitest'
import { environmentFileOf } from './environment-file.ts'

const file = (path: string, text = '') => ({ path, text })
const chosen = (files: string[], server: string | null = 'src/auth.ts', speaks?: string) =>
  environmentFileOf(
    files.map((path) => file(path, path === speaks ? 'BETTER_AUTH_SECRET=x\n' : '')),
    server,
  ).path

it('is the nearest above the source of the server', () => {
  expect(chosen(['.env', 'apps/server/.env', 'apps/web/.env'], 'apps/server/src/auth.ts')).toBe(
    'apps/server/.env',
  )
})

it('is the one that speaks of Better Auth where the server stands in a package of its own', () => {
  const files = ['.env', 'apps/server/.env', 'apps/web/.env']
  expect(chosen(files, 'packages/auth/src/index.ts', 'apps/server/.env')).toBe('apps/server/.env')
})

it('is .env.local where there is no other', () => {
  expect(chosen(['.env.local'])).toBe('.env.local')
  expect(chosen(['.env', '.env.local'])).toBe('.env')
})

it("is the project's own .env where there is none yet", () => {
  expect(chosen([])).toBe('.env')
  expect(chosen([], null)).toBe('.env')
})
