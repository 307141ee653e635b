import { expect, test, type Page } from '@playwright/test'
import { people } from '../../people/people.ts'
import { beginAgain, codeFor, enterPortal, moveClock, portalHome } from '../walk.ts'

// Nobody's tries of one test are counted in another.
test.beforeEach(beginAgain)

async function askFor(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Send code' }).click()
  await expect(page.getByRole('heading', { name: 'Enter your code' })).toBeVisible()
}

test('a customer without a link signs in by a code from a mail, and out again', async ({ page }) => {
  await page.goto(`${portalHome}/orders`)
  await askFor(page, people.ada.email)
  await expect(page.getByLabel('Code')).toBeFocused()
  const code = await codeFor(people.ada.email)
  await page.getByLabel('Code').fill(` ${code.toLowerCase()} `)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${portalHome}/orders`)
  await expect(page.getByRole('heading', { name: 'Invoices' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Back to Verge' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await expect(page.getByLabel('E-mail')).toBeVisible()
})

test('a wrong code says how many tries are left, and after the last one offers another code', async ({
  page,
}) => {
  await page.goto(`${portalHome}/sign-in`)
  await askFor(page, people.grace.email)
  for (const left of ['4 more tries', '3 more tries', '2 more tries', 'one more try']) {
    await page.getByLabel('Code').fill('AAA AAA')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByText(`That is not the code. You have ${left}.`)).toBeVisible()
  }
  await page.getByLabel('Code').fill('AAA AAA')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('This code no longer works.')
  await codeFor(people.grace.email)
  await page.getByRole('button', { name: 'Send another code' }).click()
  await page.getByLabel('Code').fill(await codeFor(people.grace.email, 2))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(portalHome)
})

test('a session that has ended is taken up again where it was', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.goto(`${portalHome}/billing`)
  await moveClock('PT61M')
  await page.reload()
  await page.getByRole('link', { name: 'Sign in with a code by e-mail' }).click()
  await askFor(page, people.ada.email)
  await page.getByLabel('Code').fill(await codeFor(people.ada.email))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`${portalHome}/billing`)
})
