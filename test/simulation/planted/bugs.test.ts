import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { bugs } from './bugs.ts'

const root = resolve(import.meta.dirname, '../../..')
const textOf = (file: string) => readFileSync(resolve(root, file), 'utf8')

it.each(Object.entries(bugs))('can be planted: %s', (_, patches) => {
  for (const { file, from } of patches) {
    const [before, after, ...more] = textOf(file).split(from)
    // The text that it replaces stands there once.
    expect({ file, isThere: before !== undefined && after !== undefined, more }).toEqual({
      file,
      isThere: true,
      more: [],
    })
  }
})

it('leaves a product that can be run', () => {
  const patches = Object.values(bugs)
    .flat()
    .filter(({ file }) => file.endsWith('.ts'))
  for (const { file, from, to } of patches)
    expect(() => stripTypeScriptTypes(textOf(file).replace(from, () => to))).not.toThrow()
})
