import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scalingTables } from './scaling.ts'

const root = join(import.meta.dirname, '..')
type Rows = Record<string, Record<string, number>>

interface Quoting {
  file: string
  begin: string
  end: string
  text(): string
}

/** The documents that quote what was measured, and between which comments. */
export const quotings: Quoting[] = [
  {
    file: 'README.md',
    begin: '<!-- figures of the last npm run bench -->',
    end: '<!-- end of figures -->',
    text: sentences,
  },
  {
    file: 'docs/scaling.md',
    begin: '<!-- tables of the last npm run bench -->',
    end: '<!-- end of tables -->',
    text: scalingTables,
  },
]

function figuresOf(name: string): Rows {
  const text = readFileSync(join(root, `bench/results/${name}.json`), 'utf8')
  return (JSON.parse(text) as { figures: Rows }).figures
}

/** The README's sentences about speed, from what the last run wrote. */
function sentences(): string {
  const visit = figuresOf('cold-visit')
  const rendering = figuresOf('overview-rendering')
  const plugin = figuresOf('plugin-latency')
  const plain = visit['overview, plain']!
  const throttled = visit['overview, throttled']!
  const busy = rendering['eight visitors at once']!
  const opened = plugin['customerPortal()']!
  const session = plugin["Better Auth's session check alone"]!
  const bytes = plain.bytes!.toLocaleString('en')
  return [
    `A cold visit to the overview takes **${plain.requests} requests and ${bytes} bytes**; the subscription can be managed after`,
    `**${plain['words ms median']} ms**, or ${throttled['words ms median']} ms on a phone four times slower at 1.6 Mbit/s and 150 ms. Polar's hosted portal, measured the same way,`,
    'takes 74 requests and 2.16 MB, and 788 ms or 11.7 s. One core renders',
    `${busy['pages per second']} overviews a second (p99 ${rendering['one visitor at a time']!['p99 ms']} ms one at a time), database included; the page itself, its data at hand, takes`,
    `${rendering['the page alone']!['p50 ms']} ms (p99 ${rendering['the page alone']!['p99 ms']} ms). \`customerPortal()\` adds`,
    `${opened['added p50 ms']} ms (p99 ${opened['added p99 ms']} ms, of calls without a garbage collection ${opened['p99 ms without garbage collection']} ms)`,
    `to the API call that it makes, Better Auth's session check included, which alone`,
    `takes ${session['added p50 ms']} ms (p99 ${session['added p99 ms']} ms).`,
  ].join('\n')
}

export function quoteFigures(document: string, { begin, end, text }: Quoting): string {
  const from = document.indexOf(begin) + begin.length
  return `${document.slice(0, from)}\n${text()}\n${document.slice(document.indexOf(end))}`
}

export function writeFiguresToDocuments(): void {
  for (const quoting of quotings) {
    const path = join(root, quoting.file)
    writeFileSync(path, quoteFigures(readFileSync(path, 'utf8'), quoting))
  }
}
