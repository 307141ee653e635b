import { expect, test, type Page } from '@playwright/test'
import { violationsOn } from './axe.ts'
import { portalUrl } from './addresses.ts'
import { gatherEverybody, linkOf, type Everybody, type Who } from '../pages/everybody.ts'
import { pages } from '../pages/table.ts'
import { portalHome } from './walk.ts'

// Colours are measured where they stand, not on their way there.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

let all: Everybody
test.beforeAll(async () => void (all = await gatherEverybody()))

/** What looks change: the rest of a page is the same in each of them. */
const ofLooks = ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable']

async function violationsEverywhere(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const width of [375, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const isFirst = width === 375 && colorScheme === 'light'
      const seen = await violationsOn(page, isFirst ? {} : { only: ofLooks })
      found.push(...seen.map((one) => `${width} ${colorScheme} ${one}`))
    }
    const needs = await page.evaluate(() => document.documentElement.scrollWidth)
    if (needs > width) found.push(`needs ${needs} of ${width} pixels`)
  }
  return found
}

async function enter(page: Page, who: Who): Promise<void> {
  await page.context().clearCookies()
  await page.goto(await linkOf(who))
  await page.waitForURL((url) => url.href.startsWith(portalHome) && url.search === '')
}

const looked = Object.entries(pages).flatMap(([path, places]) =>
  typeof places === 'string' ? [] : [[path, places] as const],
)
for (const [path, places] of looked) {
  test(`axe objects to nothing on ${path}, on small and large screens, light and dark`, async ({ page }) => {
    test.setTimeout(90_000)
    for (const { as, at } of places(all)) {
      if (as) await enter(page, as)
      await page.goto(as ? portalHome + at : new URL(at, portalUrl).href)
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
      expect([at, await violationsEverywhere(page)]).toEqual([at, []])
    }
  })
}
