import { expect, test as base, type Page } from '@playwright/test'
import { cards, typeCard } from '../browser/walk.ts'
import type { Example } from './install.ts'
import { folderOf } from './set-up.ts'
import { startExample, type Running } from './start.ts'

const test = base.extend<{ start: (name: Example) => Promise<Running> }>({
  start: async ({}, use) => {
    const running: Running[] = []
    await use(async (name) => {
      const example = await startExample(folderOf()!, name)
      running.push(example)
      return example
    })
    for (const one of running) await one.stop()
  },
})

const password = 'a-long-password'
/** New each time: the app's database may have served a run before. */
const email = () => `ada-${Date.now()}@example.com`

/** From the app's own button to the checkout, and through it. */
async function buy(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await page.getByLabel('Country').selectOption('US')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await typeCard(page, cards.works)
  await page.getByRole('button', { name: 'Pay $20.00' }).click()
}

/** From the app's own button to the portal, where Pro is canceled, and back by the portal's own link. */
async function cancel(page: Page, { url }: Running, button: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
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
    start,
  }) => {
    const example = await start(name)
    // A form that React has not taken over yet would be sent without it.
    await page.goto(example.url, { waitUntil: 'networkidle' })
    // The last form is the one to sign up with, where there are two.
    await page.getByLabel('E-mail').last().fill(email())
    await page.getByLabel('Password').last().fill(password)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByRole('button', { name: 'Manage subscription' }).click()
    await expect(page.getByText(refused)).toBeVisible()
    await page.goto(example.url, { waitUntil: 'networkidle' })
    await buy(page, 'Buy Pro')
    await expect(page.getByText(active)).toBeVisible()
    await cancel(page, example, 'Manage subscription')
    await expect(page.getByText(canceled)).toBeVisible()
  })

test('better-t-stack: as it is generated, Pro is bought and canceled, and Free again when the period is over', async ({
  page,
  start,
}) => {
  const example = await start('better-t-stack')
  const { url, polar } = example
  await page.goto(`${url}/login`, { waitUntil: 'networkidle' })
  await page.getByLabel('Name').fill('Ada Lovelace')
  await page.getByLabel('Email').fill(email())
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign Up' }).click()
  await expect(page.getByText('Plan: Free')).toBeVisible()
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
})
