import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { violationsOn } from './axe.ts'
import { build, type Rolldown } from 'vite'

const address = 'http://gallery.example/'
let script: string
let style: string

test.beforeAll(async () => {
  const entry = join(import.meta.dirname, 'react/gallery.tsx')
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
    build: { write: false, rolldownOptions: { input: entry } },
  })) as Rolldown.RolldownOutput
  const written = (ending: string) => built.output.find(({ fileName }) => fileName.endsWith(ending))!
  const chunk = written('.js')
  const sheet = written('.css')
  script = chunk.type === 'chunk' ? chunk.code : ''
  style = sheet.type === 'asset' ? String(sheet.source) : ''
})

/** A page of an app that styles nothing, and says nothing of colours but that it has dark ones, too, where it has. */
async function openGallery(page: Page, query = '', colours = 'normal'): Promise<void> {
  const html = `<!doctype html><html lang="${query ? 'de' : 'en'}"><title>Parts</title>
<meta name="viewport" content="width=device-width">
<style>:root { color-scheme: ${colours}; font-family: sans-serif } body { background: Canvas } main { display: grid; gap: 1rem }</style>
<style>${style}</style><div id="root"></div><script type="module" src="/gallery.js"></script></html>`
  await page.route(`${address}**`, (route) =>
    new URL(route.request().url()).pathname === '/gallery.js'
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body: html }),
  )
  await page.goto(address + query)
  await page.getByText(query ? /nicht abrufbar/ : /can’t be read/).waitFor()
}

/** No app has four lists of invoices on one page. */
const violations = (page: Page) => violationsOn(page, { without: ['landmark-unique'] })

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [375, 1280])
    test(`the parts are fit for everybody, ${colorScheme}, ${width} pixels wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 800 })
      await openGallery(page, '', colorScheme === 'dark' ? 'light dark' : 'normal')
      await page.getByRole('region', { name: 'A button that is refused' }).getByRole('button').click()
      await page.getByRole('region', { name: 'A button that waits' }).getByRole('button').click()
      await expect(page.getByText('No active subscription found')).toBeVisible()
      expect(await violations(page)).toEqual([])
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(wide).toBeLessThanOrEqual(width)
      await page.screenshot({ path: `test-results/react/${colorScheme}-${width}.png`, fullPage: true })
      await page
        .getByRole('region', { name: 'A cancellation that is refused' })
        .getByRole('button', { name: 'Cancel subscription' })
        .click()
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel subscription' }).click()
      await expect(page.getByRole('dialog').getByText('A payment is being made.')).toBeVisible()
      // What cannot be read before a page that is dimmed is no violation to axe.
      const { sheet, act } = await page.getByRole('dialog').evaluate((dialog) => ({
        sheet: getComputedStyle(dialog).backgroundColor,
        act: getComputedStyle(dialog.querySelector('.verge-button-solid')!).backgroundColor,
      }))
      expect(sheet).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(18, 18, 18)')
      expect(act).not.toBe('rgba(0, 0, 0, 0)')
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: `test-results/react/${colorScheme}-${width}-dialog.png` })
    })

test('whoever has no mouse cancels, and thinks better of it before', async ({ page }) => {
  await openGallery(page)
  const opener = page
    .getByRole('region', { name: 'A cancellation that works' })
    .getByRole('button', { name: 'Cancel subscription' })
  await opener.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Cancel Pro?' })
  await expect(dialog).toBeVisible()
  // What changes nothing comes first, and the page behind is out of reach.
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(opener).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('button', { name: 'Cancel subscription' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Your subscription is canceled.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
})

test('the parts speak German', async ({ page }) => {
  await openGallery(page, '?german')
  expect(await violations(page)).toEqual([])
  await expect(page.getByText('Manage subscription')).toHaveCount(0)
})

test('takes the colours of an app, set for all parts or around one of them', async ({ page }) => {
  await openGallery(page)
  const button = page.getByRole('region', { name: 'A button that is refused' }).getByRole('button')
  const colour = () => button.evaluate((element) => getComputedStyle(element).borderTopColor)
  await page.addStyleTag({ content: ':root { --verge-line: rgb(1, 2, 3) }' })
  expect(await colour()).toBe('rgb(1, 2, 3)')
  await button.evaluate((element) => element.parentElement!.style.setProperty('--verge-line', 'rgb(4, 5, 6)'))
  expect(await colour()).toBe('rgb(4, 5, 6)')
})
