import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type axe from 'axe-core'

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

interface Looking {
  /** These rules alone. */
  only?: string[]
  /** All rules but these. */
  without?: string[]
}

/** What axe objects to, each as its rule and its element. A page takes axe up once, which takes longer than to be looked at. */
export async function violationsOn(page: Page, { only, without = [] }: Looking = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const options: axe.RunOptions = {
    // Of the others, of which there are many, nobody wants to know.
    resultTypes: ['violations'],
    // No page has any.
    iframes: false,
    ...(only && { runOnly: only }),
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
  }
  return page.evaluate(async (asked) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe }
    const { violations } = await inPage.run(document, asked)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }, options)
}
