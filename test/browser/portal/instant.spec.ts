import { expect, test } from '@playwright/test'
import { people } from '../../people/people.ts'
import { beginAgain, enterPortal, portalHome } from '../walk.ts'

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, 'is about the script')
test.beforeEach(beginAgain)

test('the next page comes into the same document, with its title, address and focus, and back again to where one was', async ({
  page,
}) => {
  await page.setViewportSize({ width: 375, height: 500 })
  await enterPortal(page, people.ada, true)
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))
  const invoices = page.getByRole('link', { name: 'All invoices' })
  await invoices.scrollIntoViewIfNeeded()
  const before = await page.evaluate(() => scrollY)
  await invoices.click()
  await expect(page).toHaveURL(`${portalHome}/orders`)
  await expect(page).toHaveTitle(/Invoices/)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await page.goBack()
  await expect(page).toHaveURL(portalHome)
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(before)
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
})

test('what a pointer rests on is asked for before the click, once, and a file or the bank never', async ({
  page,
}) => {
  await enterPortal(page, people.ada, true)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.getByRole('link', { name: 'Invoices', exact: true }).hover()
  await expect.poll(() => asked).toEqual(['/verge/portal/orders'])
  await page.getByRole('link', { name: 'Invoices', exact: true }).click()
  await expect(page).toHaveURL(`${portalHome}/orders`)
  expect(asked).toEqual(['/verge/portal/orders'])
  await page.goto(`${portalHome}/payment-methods`)
  asked.length = 0
  await page.getByRole('link', { name: 'Add payment method' }).hover()
  await page.getByRole('link', { name: 'Billing details' }).hover()
  await expect.poll(() => asked).toEqual(['/verge/portal/billing'])
})

test('a button says that it works, is sent once, and what was done has the focus', async ({ page }) => {
  await enterPortal(page, people.ada, true)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  let sent = 0
  await page.route('**/cancel', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    sent++
    await new Promise((resolve) => setTimeout(resolve, 300))
    return route.continue()
  })
  const button = page.getByRole('main').locator('form button').first()
  await button.click({ noWaitAfter: true })
  await expect(page.getByRole('button', { name: 'Working…' })).toBeVisible()
  await page
    .getByRole('button', { name: 'Working…' })
    .click({ noWaitAfter: true })
    .catch(() => {})
  await expect(page.getByRole('status')).toBeFocused()
  expect(sent).toBe(1)
})

test('where a page cannot be fetched the browser goes there itself', async ({ page }) => {
  await enterPortal(page, people.ada, true)
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))
  await page.evaluate(() => {
    window.fetch = () => Promise.reject(new TypeError('offline'))
  })
  await page.getByRole('link', { name: 'Billing details' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Billing details' })).toBeVisible()
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(false)
})
