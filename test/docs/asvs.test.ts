import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/asvs.md'), 'utf8')
const rows = Array.from(page.matchAll(/^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+) \|$/gm), (match) => ({
  id: match[1]!,
  standing: match[3]!,
  how: match[4]!,
}))

/** Of each section of ASVS 5.0.0 the requirements that concern a portal: 49 of level 1, 114 of level 2 and 44 of level 3. */
const chosen: Record<string, readonly number[]> = {
  '1.1': [1, 2],
  '1.2': [1, 2, 3, 4, 5, 9, 10],
  '1.3': [2, 3, 4, 6, 7, 11, 12],
  '1.4': [2],
  '1.5': [2, 3],
  '2.1': [1, 2, 3],
  '2.2': [1, 2, 3],
  '2.3': [1, 2, 3, 4],
  '2.4': [1],
  '3.1': [1],
  '3.2': [1, 2, 3],
  '3.3': [1, 2, 3, 4, 5],
  '3.4': [1, 2, 3, 4, 5, 6, 7, 8],
  '3.5': [1, 2, 3, 4, 5, 6, 7, 8],
  '3.6': [1],
  '3.7': [1, 2, 3],
  '4.1': [1, 2, 3, 4, 5],
  '4.2': [1, 2, 3, 4, 5],
  '5.1': [1],
  '5.2': [1, 2],
  '5.3': [1, 2],
  '5.4': [1, 2],
  '6.1': [1, 3],
  '6.3': [1, 2, 4, 5, 7, 8],
  '6.4': [1, 6],
  '6.5': [1, 2, 3, 4, 5],
  '6.6': [2, 3],
  '7.1': [1, 2],
  '7.2': [1, 2, 3, 4],
  '7.3': [1, 2],
  '7.4': [1, 2, 3, 4, 5],
  '7.5': [1, 2, 3],
  '7.6': [1, 2],
  '8.1': [1, 2],
  '8.2': [1, 2, 3],
  '8.3': [1, 2, 3],
  '8.4': [1],
  '11.1': [1, 2],
  '11.2': [1, 2, 3, 4],
  '11.3': [1, 2, 3],
  '11.4': [1, 3],
  '11.5': [1],
  '12.1': [1, 2],
  '12.2': [1, 2],
  '12.3': [1, 2, 3],
  '13.1': [1, 2, 3, 4],
  '13.2': [1, 2, 3, 4, 5, 6],
  '13.3': [1, 2],
  '13.4': [1, 2, 3, 4, 5, 6],
  '14.1': [1, 2],
  '14.2': [1, 2, 3, 4, 5, 6, 7],
  '14.3': [1, 2, 3],
  '15.1': [1, 2, 3, 4, 5],
  '15.2': [1, 2, 3, 4, 5],
  '15.3': [1, 2, 3, 4, 5, 6, 7],
  '15.4': [1, 2, 3, 4],
  '16.1': [1],
  '16.2': [1, 2, 3, 4, 5],
  '16.3': [1, 2, 3, 4],
  '16.4': [1, 2, 3],
  '16.5': [1, 2, 3, 4],
}
const ids = Object.entries(chosen).flatMap(([section, numbers]) =>
  numbers.map((number) => `${section}.${number}`),
)

describe('the page of security requirements', () => {
  it('goes through each that was chosen, once and in order', () => {
    expect(ids).toHaveLength(207)
    expect(rows.map(({ id }) => id)).toEqual(ids)
  })

  it('counts what is so and what is not', () => {
    const of = (standing: string) => rows.filter((row) => row.standing === standing).length
    const words = `Of 207: ${of('met')} met, ${of('in part')} in part, ${of('not met')} not met, ${of('not here')} without a subject here.`
    expect(page).toContain(words)
    expect(of('met') + of('in part') + of('not met') + of('not here')).toBe(207)
  })

  it('names files and decisions that there are', () => {
    const paths = rows.flatMap(({ how }) => [...how.matchAll(/`((?:docs|packages|test)\/[^`]+)`/g)])
    expect(paths.length).toBeGreaterThan(100)
    expect(paths.map(([, path]) => path!).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})
