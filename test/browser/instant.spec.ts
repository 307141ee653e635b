import { expect, test } from '@playwright/test'
import { people } from '../people/people.ts'
import { beginAgain, enterPortal, portalHome, portalLink } from './walk.ts'

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
  await expect(page.getByRole('heading', { name: 'Cancel Pro' })).toBeVisible()
  let sent = 0
  page.on('request', (request) => {
    if (request.method() === 'POST') sent++
  })
  const said = await page.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>('main form button')!
    button.click()
    const { textContent, ariaBusy } = button
    button.click()
    return { textContent, ariaBusy }
  })
  expect(said).toEqual({ textContent: 'Working…', ariaBusy: 'true' })
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

test('the page that only leads into the portal waits for no style', async ({ page }) => {
  const isLetIn = page.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/portal/session'),
  )
  await page.route('**/assets/*.css', async (route) => {
    await isLetIn
    await route.continue()
  })
  await page.goto(await portalLink(people.ada))
  await expect(page.getByRole('link', { name: 'Cancel subscription' })).toBeVisible()
})
