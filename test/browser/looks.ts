import type { Page } from '@playwright/test'
import { violationsOn } from './axe.ts'

/** What looks change: colours by the scheme, and sizes too by the screen. The rest of a page is the same in each of them. */
const ofColours = ['color-contrast', 'link-in-text-block']
const ofScreens = [...ofColours, 'target-size', 'scrollable-region-focusable']

/** What axe objects to on this page on small and large screens, light, dark, with more contrast, in colours that the reader chose, and printed. */
export async function violationsEverywhere(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const width of [375, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const isFirst = width === 375 && colorScheme === 'light'
      const only = colorScheme === 'light' ? ofScreens : ofColours
      const seen = await violationsOn(page, isFirst ? {} : { only })
      found.push(...seen.map((one) => `${width} ${colorScheme} ${one}`))
    }
    found.push(...(await tooWide(page, width)), ...(await stickingOut(page)), ...(await ringsCutOff(page)))
  }
  await page.setViewportSize({ width: 375, height: 800 })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, contrast: 'more' })
    // The second rule says nothing of what the first objects to.
    const seen = await violationsOn(page, { only: ['color-contrast', 'color-contrast-enhanced'] })
    found.push(...seen.map((one) => `more contrast ${colorScheme} ${one}`))
  }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference', forcedColors: 'active' })
  found.push(...(await tooWide(page, 375)), ...(await unmarked(page)), ...(await currentUnseen(page)))
  await page.emulateMedia({ forcedColors: 'none', media: 'print' })
  // A sheet of paper, less its margins.
  await page.setViewportSize({ width: 680, height: 960 })
  const printed = await violationsOn(page, { only: ['color-contrast'] })
  found.push(...printed.map((one) => `print ${one}`), ...(await tooWide(page, 680)))
  await page.emulateMedia({ colorScheme: 'light', media: 'screen' })
  return found
}

/** How much of this page moved while it came, by itself: what somebody was about to touch must stay where it is. */
export function movedBy(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let moved = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            moved += (entry as PerformanceEntry & { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
        // What was painted until now is told in the turn after the next frame.
        requestAnimationFrame(() => setTimeout(() => resolve(moved), 50))
      }),
  )
}

async function tooWide(page: Page, width: number): Promise<string[]> {
  const needs = await page.evaluate(() => document.documentElement.scrollWidth)
  return needs > width ? [`needs ${needs} of ${width} pixels`] : []
}

/** However long the name is that stands on it. */
function stickingOut(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.card')].flatMap((card) => {
      const { left, right } = card.getBoundingClientRect()
      return [...card.querySelectorAll('button, .button')]
        .map((one) => ({ text: one.textContent, at: one.getBoundingClientRect() }))
        .filter(({ at }) => at.left < left || at.right > right)
        .map(({ text }) => `sticks out of its card: ${text}`)
    }),
  )
}

/** The row of sections cuts off what does not fit: also a ring around the link that has the focus. */
function ringsCutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body > nav a')]
      .filter((link) => {
        link.focus()
        const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(link)
        // After a click there is none.
        const ring = outlineStyle === 'none' ? 0 : parseFloat(outlineWidth) + parseFloat(outlineOffset)
        const row = link.parentElement!.getBoundingClientRect()
        const { top, bottom } = link.getBoundingClientRect()
        link.blur()
        return top - ring < row.top || bottom + ring > row.bottom
      })
      .map(({ textContent }) => `its ring is cut off: ${textContent}`),
  )
}

/** Where the reader chose the colours a border is all that shows what is a button, a field, a notice or a badge. */
function unmarked(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'main :is(button, .button, input:not([type=hidden]), select, textarea, .notice, .badge, .card)',
      ),
    ]
      .filter((one) => one.checkVisibility() && !one.matches('.plain, [type=radio], [type=checkbox]'))
      .filter((one) => parseFloat(getComputedStyle(one).borderBlockStartWidth) === 0)
      .map((one) => `no border in chosen colours: ${one.outerHTML.slice(0, 80)}`),
  )
}

/** Nor is a line below the current section one where all of them have it. */
function currentUnseen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lineOf = (link: Element) => getComputedStyle(link).borderBlockEndColor
    const current = document.querySelector('nav [aria-current]')
    const others = [...document.querySelectorAll('nav a:not([aria-current])')]
    const alike = current ? others.filter((other) => lineOf(other) === lineOf(current)) : []
    return alike.map(({ textContent }) => `looks current in chosen colours: ${textContent}`)
  })
}
