import { decimalOf } from '@verge/polar/money'

/** Whoever opens the file in a spreadsheet finds every letter as it is: without this mark some take them for others. */
export const byteOrderMark = '\u{FEFF}'

/** One line after RFC 4180. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

/** What stands at these paths of a row, each as its cell's text. */
export function cellsOf(row: object, paths: readonly string[]): string[] {
  return paths.map((path) => cellOf(valueAt(row, path), path, row))
}

function valueAt(row: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], row)
}

function cellOf(value: unknown, path: string, row: object): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'number')
    return isMoney(path) && 'currency' in row ? decimalOf(value, String(row.currency)) : String(value)
  if (typeof value === 'string') return inert(value)
  return isTexts(value) ? inert(value.join(' ')) : JSON.stringify(value)
}

const isMoney = (path: string) => /(^|_)amount$/.test(path)

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')

/** What somebody typed is text, also where a spreadsheet would take it for a formula and work it out. */
function inert(text: string): string {
  return /^[=+\-@\t\r\n\0＝＋－＠]/.test(text) ? `'${text}` : text
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
