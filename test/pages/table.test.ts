import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { routes } from '@verge/server/portal/routes'
import { pages } from './table.ts'

const sources = join(import.meta.dirname, '../../packages/server/src')

/** As they stand in the source, where a page is for whoever has no session. */
function guestPages(): string[] {
  return ['portal', 'checkout'].flatMap((room) =>
    readdirSync(join(sources, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
      .flatMap((name) => [
        ...readFileSync(join(sources, room, name), 'utf8').matchAll(/app\.get\(\s*['`]([^'`]+)['`]/g),
      ])
      .map(([, path]) => path!),
  )
}

it('has every page that there is, and none that is gone', () => {
  const both = (path: string) =>
    path.includes('${path}') ? ['cancel', 'withdraw'].map((one) => path.replace('${path}', one)) : [path]
  const there = [...routes.filter(({ page }) => page).map(({ path }) => path), ...guestPages().flatMap(both)]
  expect(Object.keys(pages).toSorted()).toEqual([...new Set(there)].toSorted())
})
