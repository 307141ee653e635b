import { expect, test, type Page } from '@playwright/test'
import { violationsOn } from './axe.ts'
import { movedBy, violationsEverywhere } from './looks.ts'
import { portalUrl } from './addresses.ts'
import { gatherEverybody, linkOf, type Everybody, type Who } from '../pages/everybody.ts'
import { pages } from '../pages/table.ts'
import { portalHome } from './walk.ts'

// Colours are measured where they stand, not on their way there.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

let all: Everybody
test.beforeAll(async () => void (all = await gatherEverybody()))

async function enter(page: Page, who: Who): Promise<void> {
  await page.context().clearCookies()
  await page.goto(await linkOf(who))
  await page.waitForURL((url) => url.href.startsWith(portalHome) && url.search === '')
}

/** A link to the overview that leads to somewhere else. */
function misleading(page: Page): Promise<string[]> {
  return page
    .getByRole('link', { name: 'To your overview' })
    .evaluateAll(
      (links, home) => links.map((link) => (link as HTMLAnchorElement).href).filter((to) => to !== home),
      portalHome,
    )
}

/** The same page for whoever reads from the right: on a small screen, where it breaks first. */
async function brokenFromTheRight(page: Page): Promise<string[]> {
  const address = new URL(page.url())
  address.searchParams.set('language', 'ar')
  await page.setViewportSize({ width: 375, height: 800 })
  await page.goto(address.href)
  const found = await violationsOn(page, { only: ['target-size', 'html-has-lang', 'html-lang-valid'] })
  const needs = await page.evaluate(() => document.documentElement.scrollWidth)
  // A language that was chosen stays; nobody has to look while it is changed back.
  address.searchParams.set('language', 'en')
  await page.request.get(address.href)
  return needs > 375 ? [...found, `needs ${needs} of 375 pixels`] : found
}

/** What a browser's console is told, but for what it says itself of an answer that is not 200. */
function consoleOf(page: Page): string[] {
  const told: string[] = []
  page.on('console', (message) => {
    if (!message.text().startsWith('Failed to load resource')) told.push(message.text())
  })
  page.on('pageerror', ({ message }) => told.push(message))
  return told
}

const looked = Object.entries(pages).flatMap(([path, places]) =>
  typeof places === 'string' ? [] : [[path, places] as const],
)
for (const [path, places] of looked) {
  test(`axe objects to nothing on ${path}, however it is looked at, and its browser to nothing either`, async ({
    page,
  }) => {
    test.setTimeout(90_000)
    const told = consoleOf(page)
    for (const { as, at } of places(all)) {
      if (as) await enter(page, as)
      await page.goto(as ? portalHome + at : new URL(at, portalUrl).href)
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
      expect([at, await movedBy(page)]).toEqual([at, 0])
      expect([at, await misleading(page)]).toEqual([at, []])
      expect([at, await violationsEverywhere(page)]).toEqual([at, []])
      expect([at, await brokenFromTheRight(page)]).toEqual([at, []])
      expect([at, told]).toEqual([at, []])
    }
  })
}
