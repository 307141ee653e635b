import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseSync } from 'vite'

const root = join(import.meta.dirname, '../..')
/** What strangers' text reaches: the API, the pages, and the plugin in other people's apps. */
const reached = ['packages/polar/src', 'packages/server/src', 'packages/better-auth/src', 'packages/auth/src']

interface Pattern {
  where: string
  source: string
  flags: string
}

function patternsIn(file: string): Pattern[] {
  const { program, errors } = parseSync(file, readFileSync(join(root, file), 'utf8'))
  expect(errors).toEqual([])
  const found: Pattern[] = []
  JSON.stringify(program, (_, node: { regex?: { pattern: string; flags: string } } | null) => {
    if (node?.regex) found.push({ where: file, source: node.regex.pattern, flags: node.regex.flags })
    return typeof node === 'bigint' ? String(node) : node
  })
  return found
}

const patterns = reached.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .flatMap((name) => patternsIn(join(folder, name))),
)

const length = 50_000
/** Long runs of what the pattern itself is made of, each ending in what it does not expect. */
function hostile({ source }: Pattern): string[] {
  const signs = new Set([...source.replace(/\\./g, ''), 'a', '0', ' ', '-', '.', '/', '<', '"', '\n'])
  const runs = [...signs].map((sign) => sign.repeat(length))
  const pairs = ['a0', 'a.', 'a@', 'a-', ' \n', '0,', '<a', '%2', '//', '&a']
  return [...runs, ...pairs.map((pair) => pair.repeat(length / 2))].map((run) => `${run}\u0000!`)
}

it('finds the patterns that there are', () => {
  expect(patterns.length).toBeGreaterThan(100)
})

function msOf(pattern: RegExp, text: string): number {
  const started = performance.now()
  text.replace(pattern, '')
  return performance.now() - started
}

/** A pattern that looks at each place from each place takes seconds for so much text; one that looks once, a millisecond. */
const longestMs = 500
it('no pattern takes long over a text of any length that was made for it', () => {
  const slow = new Set<string>()
  for (const pattern of patterns) {
    const of = new RegExp(pattern.source, pattern.flags.replace('y', ''))
    for (const text of hostile(pattern)) {
      // Once more where it took long: the machine may have been elsewhere.
      const took = msOf(of, text) < longestMs ? 0 : msOf(of, text)
      if (took < longestMs) continue
      slow.add(
        `${pattern.where} /${pattern.source}/ over ${JSON.stringify(text.slice(0, 4))}: ${Math.round(took)} ms`,
      )
      break
    }
  }
  expect([...slow]).toEqual([])
})
