import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { quoteFigures, quotings } from '../bench/readme.ts'

it.each(quotings)('quotes in $file the figures that the last measurement wrote', (quoting) => {
  const document = readFileSync(join(import.meta.dirname, '..', quoting.file), 'utf8')
  expect(document).toContain(quoting.begin)
  expect(document).toContain(quoting.end)
  expect(quoteFigures(document, quoting)).toBe(document)
})
