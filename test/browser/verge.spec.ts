import { expect, test } from '@playwright/test'
import { people } from '../people/people.ts'
import { vergeUrl } from './addresses.ts'
import { agree, backToVerge, beginAgain, cards, newAddress, openPortal, signIn, typeCard } from './walk.ts'

test.beforeEach(beginAgain)

const subscription = { name: 'Subscription' }

for (const person of Object.values(people).filter(({ id }) => id !== people.new.id)) {
  test(`${person.name} gets from the settings to the portal and back, without a second sign-in`, async ({
    page,
  }) => {
    await signIn(page, person)
    await openPortal(page)
    await page.locator('.back').click()
    await page.waitForURL((url) => url.href.startsWith(`${vergeUrl}/settings`))
    await expect(page.getByRole('heading', { name: 'Account settings' })).toBeVisible()
  })
}

test('Ada cancels and comes back: Verge already shows it and says what was done', async ({ page }) => {
  await signIn(page, people.ada)
  await openPortal(page)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await backToVerge(page)
  await expect(page.getByText(/Your cancellation is scheduled\. You keep Pro until/)).toBeVisible()
  await expect(page.getByRole('region', subscription)).toContainText('Cancels on')

  await openPortal(page)
  await page.getByRole('button', { name: 'Reactivate subscription' }).click()
  await backToVerge(page)
  await expect(page.getByRole('region', subscription)).toContainText('Active')
})

test('Linus pays with a new card and comes back: Verge shows him active', async ({ page }) => {
  await signIn(page, people.linus)
  await openPortal(page)
  await page.getByRole('link', { name: 'Payment methods' }).click()
  await page.getByRole('link', { name: 'Add payment method' }).click()
  await page.getByRole('link', { name: 'Continue' }).click()
  await typeCard(page, cards.works)
  await page.getByRole('status').waitFor()
  await backToVerge(page)
  await expect(page.getByRole('region', subscription)).toContainText('Active')
})

test('Alan buys again and comes back: Verge shows him active', async ({ page }) => {
  await signIn(page, people.alan)
  await openPortal(page)
  await page.getByRole('link', { name: 'Buy again' }).click()
  await page.getByRole('button', { name: 'Pay $20.00' }).click()
  await backToVerge(page)
  await expect(page.getByRole('region', subscription)).toContainText('Active')
})

test('Noa is told that there is nothing to manage, then buys, and Verge knows at once', async ({ page }) => {
  await signIn(page, people.new)
  await page.goto(`${vergeUrl}/settings`)
  await page.getByRole('button', { name: 'Manage subscription' }).click()
  await expect(page.getByText('No active subscription found')).toBeVisible()
  await page.goto(`${vergeUrl}/pricing`)
  await page.getByRole('button', { name: 'Choose Pro', exact: true }).click()
  await page.getByLabel('Country').selectOption('US')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await typeCard(page, cards.works)
  await agree(page)
  await page.getByRole('button', { name: 'Pay $20.00' }).click()
  await expect(page.getByRole('heading', { name: /Pro is yours/ })).toBeVisible()
  await openPortal(page)
  await expect(page.getByRole('article').first()).toContainText('Renews on')
})

test('Ada is shown which plan she has, and is not sold it again', async ({ page }) => {
  await signIn(page, people.ada)
  await page.goto(`${vergeUrl}/pricing`)
  const plan = page.getByRole('listitem').filter({ hasText: 'Your plan' })
  await expect(plan.getByRole('heading', { name: 'Pro', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Choose Pro', exact: true })).toHaveCount(0)
  await plan.getByRole('link', { name: 'Manage in settings' }).click()
  await expect(page.getByRole('region', subscription)).toContainText('Active')
})

test('somebody new signs up, buys a trial and manages it', async ({ page }) => {
  await page.goto(`${vergeUrl}/sign-up`)
  await page.getByLabel('Name').fill('Ines Neu')
  await page.getByLabel('E-mail').fill(newAddress('ines'))
  await page.getByLabel('Password').fill('a-long-password')
  await page.getByRole('button', { name: /sign up|create/i }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-up')
  await page.goto(`${vergeUrl}/pricing`)
  await page.getByRole('button', { name: 'Start free trial' }).click()
  await page.getByLabel('Country').selectOption('US')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await typeCard(page, cards.works)
  await agree(page)
  await page.getByRole('button', { name: 'Start free trial' }).click()
  await page.waitForURL((url) => url.pathname === '/success')
  await openPortal(page)
  await expect(page.getByRole('article').first()).toContainText('Your trial ends on')
})

test('the button waits and says so, and a failure is told in a toast', async ({ page }) => {
  await signIn(page, people.ada)
  await page.goto(`${vergeUrl}/settings`)
  const manage = page.getByRole('button', { name: 'Manage subscription' })
  await manage.waitFor()
  await page.route('**/api/auth/customer/portal', async (route) => {
    await new Promise((done) => setTimeout(done, 500))
    await route.abort()
  })
  await manage.click()
  await expect(page.getByRole('button', { name: 'Loading...' })).toBeDisabled()
  await expect(page.getByText('Unable to open portal. Please try again.')).toBeVisible()
  await expect(manage).toBeEnabled()
})
