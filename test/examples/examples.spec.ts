import { expect, test, type Locator, type Page } from '@playwright/test'
import { agree, cards, typeCard } from '../browser/walk.ts'
import type { Example } from './install.ts'
import { folderOf } from './set-up.ts'
import { startExample, type Running } from './start.ts'

let running: Running | null = null
test.afterEach(async () => {
  await running?.stop()
  running = null
})

async function start(name: Example): Promise<Running> {
  running = await startExample(folderOf()!, name)
  return running
}

const password = 'a-long-password'
/** New each time: the app's database may have served a run before. */
const email = () => `ada-${Date.now()}@example.com`

/**
 * Until it leads there: a page in development is reloaded when Vite finds one more dependency, and what is clicked before React
 * has taken a page over is lost.
 */
async function until(act: () => Promise<void>, there: Locator): Promise<void> {
  await expect(async () => {
    // It may have led there late.
    if (!(await there.isVisible())) await act()
    await expect(there).toBeVisible({ timeout: 15_000 })
  }).toPass()
}

/** From the app's own button to the checkout, and through it. */
async function buy(page: Page, button: string): Promise<void> {
  await until(() => page.getByRole('button', { name: button }).click(), page.getByLabel('Country'))
  await page.getByLabel('Country').selectOption('US')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await typeCard(page, cards.works)
  await agree(page)
  await page.getByRole('button', { name: 'Pay $20.00' }).click()
}

/** From the app's own button to the portal, where Pro is canceled, and back by the portal's own link. */
async function cancel(page: Page, { url }: Running, button: string): Promise<void> {
  const leave = page.getByRole('link', { name: 'Cancel subscription' })
  await until(() => page.getByRole('button', { name: button }).click(), leave)
  await leave.click()
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await page.locator('.back').click()
  await page.waitForURL((address) => address.origin === url)
}

const shown: [name: Example, refused: string, active: string, canceled: RegExp][] = [
  ['express', 'NO_SUBSCRIPTION', 'Pro: active', /Pro: active, ends with this period/],
  [
    'next-app-router',
    'There is no subscription or order',
    'Pro: active',
    /Pro: active, ends with this period/,
  ],
  ['react-router', 'No active subscription', 'Renews on', /Cancels on/],
]
for (const [name, refused, active, canceled] of shown)
  test(`${name}: signed up, bought, canceled in the portal, and the app shows it on return`, async ({
    page,
  }) => {
    const example = await start(name)
    const manage = page.getByRole('button', { name: 'Manage subscription' })
    await until(async () => {
      await page.goto(example.url)
      if (await manage.isVisible()) return
      // The last form is the one to sign up with, where there are two.
      await page.getByLabel('E-mail').last().fill(email())
      await page.getByLabel('Password').last().fill(password)
      await page.getByRole('button', { name: 'Sign up' }).click()
    }, manage)
    await until(() => manage.click(), page.getByText(refused))
    await page.goto(example.url)
    await buy(page, 'Buy Pro')
    await expect(page.getByText(active)).toBeVisible()
    await cancel(page, example, 'Manage subscription')
    await expect(page.getByText(canceled)).toBeVisible()
    expect(await example.typeErrors()).toBe('')
  })

test('better-t-stack: as it is generated, Pro is bought and canceled, and Free again when the period is over', async ({
  page,
}) => {
  const example = await start('better-t-stack')
  const { url, polar } = example
  await until(async () => {
    await page.goto(`${url}/login`)
    await page.getByLabel('Name').fill('Ada Lovelace')
    await page.getByLabel('Email').fill(email())
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign Up' }).click()
  }, page.getByText('Plan: Free'))
  await buy(page, 'Upgrade to Pro')
  await expect(page.getByRole('heading', { name: 'Payment Successful!' })).toBeVisible()
  await page.goto(`${url}/dashboard`)
  await expect(page.getByText('Plan: Pro')).toBeVisible()
  await cancel(page, example, 'Manage Subscription')
  await page.goto(`${url}/dashboard`)
  await expect(page.getByText('Plan: Pro')).toBeVisible()
  await fetch(`${polar.url}/sandbox/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${polar.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ advance: 'P32D' }),
  })
  await page.reload()
  await expect(page.getByText('Plan: Free')).toBeVisible()
  expect(await example.typeErrors()).toBe('')
})
