import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const results = join(import.meta.dirname, 'results')

interface Result {
  machine: { cpu: string; cores: number; memory_gib: number }
  commit: string
  measured_at: string
  load_before: string
  parameters: Record<string, string | number>
  figures: Record<string, Record<string, string | number>>
}

/** What each measurement answers, in the order in which it is told. */
const questions: [name: string, question: string][] = [
  ['renewals', 'Renewals that are all due at one instant, from the claim to the paid order'],
  ['mutations', 'Changes over HTTP, each with its audit entry and event'],
  ['overview-data', 'The data of the overview, among more and more customers'],
  ['memory', 'Memory over time under an even load'],
  ['subscription-year', 'What one monthly subscription adds in a year'],
]

/** Every measurement that there is as a table, and what follows from them. */
export function scalingTables(): string {
  const told = questions.map(([name, question]) => {
    const result = resultOf(name)
    return result
      ? `${question}:\n\n${table(result)}`
      : `${question}: not measured yet (\`npm run bench -- ${name}\`).`
  })
  return [...told, arithmetic()].join('\n\n')
}

function resultOf(name: string): Result | null {
  const path = join(results, `${name}.json`)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Result) : null
}

function table({ machine, commit, measured_at, load_before, parameters, figures }: Result): string {
  const columns = [...new Set(Object.values(figures).flatMap((row) => Object.keys(row)))]
  const rows = Object.entries(figures).map(([name, row]) => [
    name,
    ...columns.map((column) => told(row[column])),
  ])
  const settings = Object.entries(parameters).map(
    ([name, value]) => `${name.replaceAll('_', ' ')} ${told(value)}`,
  )
  const where = `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gib} GiB, load before ${load_before}`
  return [
    lined(['', ...columns]),
    lined(['---', ...columns.map(() => '---')]),
    ...rows.map(lined),
    '',
    `${measured_at.slice(0, 10)}, commit ${commit.replace(/(?<=^[0-9a-f]{12})[0-9a-f]+/, '')}, ${where}; ${settings.join(', ')}.`,
  ].join('\n')
}

const lined = (cells: string[]) => `| ${cells.join(' | ')} |`
const told = (value: string | number | undefined) =>
  typeof value === 'number' ? value.toLocaleString('en') : (value ?? '')

const secondsADay = 86_400
const rushHours = 6
const daysAMonth = 365.25 / 12
/** Whoever began on the 28th to the 31st. */
const daysOnTheLastOfFebruary = 4

/** Reckoned, from the bytes that were measured. */
function arithmetic(): string {
  const year = resultOf('subscription-year')?.figures['together']
  if (!year) return ''
  const [rows, bytes] = [Number(year['rows a year']), Number(year['bytes a year'])]
  const header = [
    'monthly subscriptions',
    'renewals a second, on average',
    'on the last of February',
    `the same within ${rushHours} hours`,
    'rows a year',
    'bytes a year',
  ]
  const lines = [1e4, 1e5, 1e6, 1e7, 1e8].map((count) => {
    const averaged = count / daysAMonth / secondsADay
    const rush = averaged * daysOnTheLastOfFebruary
    return [
      count.toLocaleString('en'),
      short(averaged),
      short(rush),
      short((rush * 24) / rushHours),
      short(count * rows),
      `${short((count * bytes) / 1e9)} GB`,
    ]
  })
  return ['Reckoned from it:', '', lined(header), lined(header.map(() => '---')), ...lines.map(lined)].join(
    '\n',
  )
}

const short = (value: number) => Number(value.toPrecision(3)).toLocaleString('en')
