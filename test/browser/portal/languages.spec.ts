import { expect, test } from '@playwright/test'
import { violationsOn } from '../axe.ts'
import { languages } from '@verge/server/languages/languages'
import { people } from '../../people/people.ts'
import { beginAgain, enterPortal, portalHome } from '../walk.ts'

test.beforeAll(beginAgain)

test('no page is wider than a small screen, in any language', async ({ page, javaScriptEnabled }) => {
  test.setTimeout(120_000)
  await enterPortal(page, people.ada, javaScriptEnabled)
  const subscription = await page.getByRole('link', { name: 'Details: Pro' }).getAttribute('href')
  const paths = ['/verge/portal', `${subscription}/cancel`]
  const tooWide: string[] = []
  for (const language of languages) {
    for (const path of paths) {
      await page.goto(new URL(`${path}?language=${language}`, portalHome).href)
      await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${language.slice(0, 2)}`))
      for (const width of [320, 375]) {
        await page.setViewportSize({ width, height: 800 })
        const needs = await page.evaluate(() => document.documentElement.scrollWidth)
        if (needs > width) tooWide.push(`${language} ${path} needs ${needs} of ${width}`)
      }
    }
  }
  expect(tooWide).toEqual([])
})

test('a language that was chosen below a page stays, also for the next visit', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByLabel('Language').selectOption('Français')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Votre abonnement')
  await page.getByRole('link', { name: 'Factures', exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
  await enterPortal(page, people.ada, javaScriptEnabled)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Votre abonnement')
})

test('an address, and the sign of a currency, keep their order among Arabic words', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.goto(`${portalHome}?language=ar`)
  const [left, right] = await page.locator('td.amount').first().evaluate(placesOf, ['US', '$'])
  expect(left).toBeLessThan(right!)
  await page.locator('.entry').first().click()
  const [number, street] = await page.getByText('12 St James').first().evaluate(placesOf, ['12', 'St'])
  expect(number).toBeLessThan(street!)
  await page.goto(`${portalHome}/billing`)
  await expect(page.getByRole('textbox').nth(1)).toHaveCSS('unicode-bidi', 'plaintext')
})

for (const language of ['ar', 'he']) {
  test(`reads from the right in ${language}, and axe objects to nothing`, async ({
    page,
    javaScriptEnabled,
  }) => {
    await enterPortal(page, people.ada, javaScriptEnabled)
    await page.goto(`${portalHome}?language=${language}`)
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
    const [mark, column] = await Promise.all([
      page.locator('.mark').boundingBox(),
      page.locator('main').boundingBox(),
    ])
    expect(mark!.x).toBeGreaterThan(column!.x + column!.width / 2)
    if (!javaScriptEnabled) return
    expect(await violationsOn(page)).toEqual([])
  })
}

/** How far from the left each of these stands in an element's text. */
function placesOf(element: Element, texts: string[]): number[] {
  const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text
  return texts.map((text) => {
    const range = document.createRange()
    range.setStart(node, node.data.indexOf(text))
    range.setEnd(node, node.data.indexOf(text) + text.length)
    return range.getBoundingClientRect().left
  })
}
