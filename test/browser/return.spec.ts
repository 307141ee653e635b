import { expect, test } from '@playwright/test'
import { people } from '../people/people.ts'
import { beginAgain, backToVerge, openPortal, signIn } from './walk.ts'
import { vergeUrl } from './addresses.ts'

test.beforeEach(beginAgain)

test('Ada cancels in one tab, comes back, and no tab offers or promises what is over', async ({
  context,
}) => {
  const tab = await context.newPage()
  await signIn(tab, people.ada)
  const other = await context.newPage()
  await other.goto(`${vergeUrl}/settings`)
  await expect(other.getByText(/^Renews on/)).toBeVisible()

  await openPortal(tab)
  await tab.getByRole('link', { name: 'Cancel subscription' }).click()
  await tab.getByRole('button', { name: 'Cancel subscription' }).click()
  await expect(tab.getByRole('status')).toContainText('Your subscription is canceled.')
  const told = tab.waitForResponse((response) => response.url().endsWith('/api/auth/customer/return'))
  await backToVerge(tab)

  // The portal's own word was accepted, and is in no address any more.
  expect(await (await told).json()).toMatchObject({
    action: 'canceled',
    subscriptions: [{ cancel_at_period_end: true }],
    stale: false,
  })
  await expect(tab.getByText('Your cancellation is scheduled.')).toBeVisible()
  await expect(tab.getByText(/^Renews on/)).toHaveCount(0)
  await expect(tab).toHaveURL(`${vergeUrl}/settings`)
  // The other tab was never touched.
  await expect(other.getByText(/^Renews on/)).toHaveCount(0)
})

test('the same result, told a second time, is refused by its code', async ({ page }) => {
  await signIn(page, people.ada)
  await openPortal(page)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  const told = page.waitForRequest((request) => request.url().endsWith('/api/auth/customer/return'))
  await backToVerge(page)
  const { result } = (await told).postDataJSON() as { result: string }
  await expect(page.getByText('Your cancellation is scheduled.')).toBeVisible()
  const again = await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch('/api/auth/customer/return', { method: 'POST', headers, body })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }, JSON.stringify({ result }))
  expect(again).toMatchObject({ status: 409, body: { code: 'RETURN_REPLAYED' } })
})
