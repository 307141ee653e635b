import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { bugs } from './bugs.ts'

const root = resolve(import.meta.dirname, '../../..')

it.each(Object.entries(bugs))('can be planted: %s', (_, patches) => {
  for (const { file, from } of patches) {
    const [before, after, ...more] = readFileSync(resolve(root, file), 'utf8').split(from)
    // The text that it replaces stands there once.
    expect({ file, isThere: before !== undefined && after !== undefined, more }).toEqual({
      file,
      isThere: true,
      more: [],
    })
  }
})
