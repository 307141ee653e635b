import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { quoteFigures } from '../bench/readme.ts'

it('quotes the figures that the last measurement wrote', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  expect(readme).toContain('<!-- figures of the last npm run bench -->')
  expect(quoteFigures(readme)).toBe(readme)
})
