import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

it('quotes the figures that the last measurement wrote', () => {
  const readme = read('README.md')
  const { figures } = JSON.parse(read('bench/results/cold-visit.json')) as {
    figures: Record<string, Record<string, number>>
  }
  const plain = figures['overview, plain']!
  const throttled = figures['overview, throttled']!
  expect(readme).toContain(`**${plain.requests} requests and ${plain.bytes!.toLocaleString('en')} bytes**`)
  expect(readme).toContain(`**${plain['words ms median']} ms**`)
  expect(readme).toContain(`or ${throttled['words ms median']} ms on a phone`)
})
