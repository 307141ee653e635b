import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { routes } from '@verge/server/portal/routes'
import type { Seen } from '../world/visitor.ts'
import { openEstate, type Estate } from './estate.ts'

let estate: Estate
beforeAll(async () => void (estate = await openEstate()), 120_000)
afterAll(() => estate.world.ports.db.destroy())

async function digests(): Promise<Record<string, string>> {
  const { db } = estate.world.ports
  const { rows: tables } = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`.execute(db)
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await sql<{ digest: string | null }>`
      SELECT md5(string_agg(t::text, '\n' ORDER BY t::text)) AS digest FROM ${sql.table(name)} t`.execute(db)
    found[name] = rows[0]!.digest ?? ''
  }
  return found
}

/** Every place that a link leads to; forms are for whoever means it. */
const linksOn = ({ html }: Seen) =>
  [...html.matchAll(/href="(\/verge\/[^"#]*)"/g)].map(([, to]) => to!.replaceAll('&amp;', '&'))

it('looking at every page changes nothing, however far one follows the links', async () => {
  const visitor = await estate.visitor(await estate.token('owner'))
  const before = await digests()
  const queue = routes.flatMap(({ path, page }) => (page ? [estate.addressOf(path)] : []))
  const seen = new Set<string>()
  const shown: string[] = []
  while (queue.length > 0) {
    const address = queue.shift()!
    if (seen.has(address)) continue
    seen.add(address)
    const page = await visitor.get(address)
    if (page.status === 200) shown.push(address)
    queue.push(...linksOn(page), ...(page.location?.startsWith('/verge') ? [page.location] : []))
  }
  expect(shown.length).toBeGreaterThan(30)
  expect(Object.keys(before).length).toBeGreaterThan(30)
  expect(await digests()).toEqual(before)
}, 120_000)
