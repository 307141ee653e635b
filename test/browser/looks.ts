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
    for (const { what, style } of readersStyles.filter((one) => one.least <= width)) {
      await adopt(page, style)
      const misfits = [...(await tooWide(page, width)), ...(await stickingOut(page)), ...(await cutOff(page))]
      found.push(...misfits.map((one) => `${width} ${what} ${one}`))
    }
    await adopt(page, '')
  }
  found.push(...(await tooSmall(page)), ...(await leftOut(page)))
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

/** What a reader may do to text, by WCAG 1.4.4 and 1.4.12, with nothing lost by it on a screen that is so wide at least. */
const readersStyles = [
  { what: 'text of twice the size', least: 1280, style: 'html { font-size: 200% }' },
  {
    what: 'spacing of their own',
    least: 375,
    style: `
      * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
      p { margin-block-end: 2em !important }
    `,
  },
]

/** As a reader's own style sheet, which no page can refuse. */
function adopt(page: Page, style: string): Promise<void> {
  return page.evaluate(async (text) => {
    const sheet = new CSSStyleSheet()
    await sheet.replace(text)
    document.adoptedStyleSheets = [sheet]
  }, style)
}

/** Text that does not fit into what holds it, and cannot be moved there either. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body :not(input)')]
      .filter((one) => one.checkVisibility() && /hidden|clip/.test(getComputedStyle(one).overflow))
      .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      .map((one) => `is cut off: ${one.outerHTML.slice(0, 80)}`),
  )
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

/** In pixels; WCAG's level AA asks for 24. */
const fingersHeight = 44

function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(
    (least) =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'main :is(button, .button, input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea)',
        ),
      ]
        .filter((one) => one.checkVisibility() && !one.matches('.plain'))
        .filter((one) => one.getBoundingClientRect().height < least)
        .map((one) => `is small for a finger: ${one.outerHTML.slice(0, 80)}`),
    fingersHeight,
  )
}

/** Screen readers that read a page from its top leave out text that stands in a notice by itself. */
function leftOut(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[role=status], [role=alert]')]
      .filter((one) =>
        [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim()),
      )
      .map((one) => `stands in no paragraph of its notice: ${one.textContent}`),
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
