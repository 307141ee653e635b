import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { operations } from '@verge/polar/contract/operations'
import { versions } from '../conformance/official-types.ts'

const nameless = (path: string) => path.replace(/\{\w+\}/g, '{}')

/** What the official client sends in a query, by the operation: as its own code writes it. */
function queriesOf(version: string): [operation: string, keys: string[]][] {
  const folder = join(dirname(fileURLToPath(import.meta.resolve(`polar-sdk-1/${version}`))), 'services')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((name) => name.endsWith('.mjs'))
    .flatMap((name) => {
      const code = readFileSync(join(folder, name), 'utf8')
      const calls = code.matchAll(
        /const queryParams = (\{[^]*?\});\s*const request = client\.buildRequest\("(\w+)", "([^"]+)"/g,
      )
      return Array.from(calls, ([, keys, method, path]): [string, string[]] => [
        `${method} ${nameless(path!)}`,
        Array.from(keys!.matchAll(/^\s*(\w+):/gm), ([, key]) => key!),
      ])
    })
}

it.each(versions)('understands every word that the official client can put into a query: %s', (version) => {
  const ours = new Map(operations.map((one) => [`${one.method} ${nameless(one.path)}`, one]))
  const queries = queriesOf(version)
  expect(queries.length).toBeGreaterThan(40)
  const unknown = queries.flatMap(([operation, keys]) => {
    const found = ours.get(operation)
    if (!found) return []
    const shape = found.query instanceof z.ZodObject ? found.query.shape : {}
    return keys.filter((key) => !(key in shape)).map((key) => `${operation}: ${key}`)
  })
  expect(unknown).toEqual([])
})
