import type { Chance } from '../simulation/chance.ts'

/** Text that would do harm where it was not escaped, and text that stretches a page. */
const texts = [
  '',
  '<script>alert(1)</script>',
  `"'><img src=x onerror=alert(1)>`,
  'ﷺ'.repeat(40),
  'x'.repeat(20_000),
  '‮evil',
  '\u0000',
]
const values: readonly unknown[] = [
  null,
  true,
  -1,
  1e21,
  0.1,
  '12',
  [],
  {},
  [[[[]]]],
  '2027-02-30T25:61:00Z',
  '9999-12-31T23:59:59Z',
  'zzz',
  ...texts,
]

/** One thing in it is other than it was: gone, of another type, doubled, new, or nonsense. */
function changed(value: unknown, chance: Chance): unknown {
  const isInside = typeof value === 'object' && value !== null && chance.happens(0.85)
  if (!isInside) return chance.pick(values)
  if (Array.isArray(value)) {
    const items = [...(value as unknown[])]
    if (items.length === 0) return [chance.pick(values)]
    const at = chance.below(items.length)
    if (chance.happens(0.1)) return [...items, items[at]]
    items[at] = changed(items[at], chance)
    return items
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || chance.happens(0.05)) return { ...value, something_new: chance.pick(values) }
  const [key, inside] = chance.pick(entries)
  if (chance.happens(0.2)) return Object.fromEntries(entries.filter(([one]) => one !== key))
  return { ...value, [key]: changed(inside, chance) }
}

/** What a server that is ill may answer in place of this. */
export function mutated(body: string, status: number, chance: Chance): Response {
  const json = { 'content-type': 'application/json' }
  const kind = chance.below(20)
  if (kind === 0) return new Response(body.slice(0, chance.below(body.length + 1)), { status, headers: json })
  if (kind === 1) return new Response('<html>Bad gateway</html>', { status: 502 })
  if (kind === 2)
    return new Response('<html>All is well</html>', { status, headers: { 'content-type': 'text/html' } })
  if (kind === 3) return new Response(new Uint8Array([0xff, 0xfe, 0x7b]), { status, headers: json })
  if (kind === 4) return new Response('[]', { status: 429, headers: { ...json, 'retry-after': '60' } })
  if (kind === 5) return Response.json(chance.pick(values), { status })
  return new Response(JSON.stringify(changed(JSON.parse(body), chance)), { status, headers: json })
}
