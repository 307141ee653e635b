import { expect, test } from '@playwright/test'
import { people } from '../../people/people.ts'
import { beginAgain, carryOn, enterPortal, moveClock, portalHome, portalLink } from '../walk.ts'

test.beforeEach(beginAgain)

test('no address, link or Referer carries the token after the exchange', async ({
  page,
  javaScriptEnabled,
}) => {
  const link = await portalLink(people.ada)
  const token = new URL(link).searchParams.get('customer_session_token')!
  const seen: { url: string; referer: string }[] = []
  page.on('request', (request) => seen.push({ url: request.url(), referer: request.headers().referer ?? '' }))
  await page.goto(link)
  await carryOn(page, javaScriptEnabled)
  await page.waitForURL(portalHome)
  await page.getByRole('link', { name: 'Billing details' }).click()
  await page.getByRole('link', { name: 'Invoices', exact: true }).click()
  const [first, ...later] = seen
  expect(first!.url).toBe(link)
  expect(later.length).toBeGreaterThan(4)
  expect(later.filter(({ url, referer }) => url.includes(token) || referer.includes(token))).toEqual([])
  expect(await page.content()).not.toContain(token)
})

test('signing out closes the portal, and the way back through history too', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await page.goBack()
  await expect(page.getByText('Renews on')).toHaveCount(0)
})

test('a link that is an hour old says so, and how to get a new one', async ({ page, javaScriptEnabled }) => {
  const link = await portalLink(people.ada)
  await moveClock('PT61M')
  await page.goto(link)
  await carryOn(page, javaScriptEnabled)
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
  await expect(page.getByText('from your account settings there')).toBeVisible()
})

test('an hour later the open page says that the session is over, with the way back', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await moveClock('PT61M')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
})

test('the keyboard alone cancels', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  const cancel = page.getByRole('link', { name: 'Cancel subscription' })
  for (let presses = 0; presses < 20; presses++) {
    if (await cancel.evaluate((link) => link === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  const button = page.getByRole('button', { name: 'Cancel subscription' })
  await expect(button).toBeVisible()
  for (let presses = 0; presses < 20; presses++) {
    if (await button.evaluate((one) => one === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status')).toContainText('Your subscription is canceled.')
})
