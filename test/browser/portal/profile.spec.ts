import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { people } from '../../people/people.ts'
import {
  beginAgain,
  codeFor,
  confirmByCode,
  emailLinkFor,
  enterPortal,
  letEmailsChange,
  newAddress,
  portalHome,
  sentMails,
} from '../walk.ts'

test.beforeEach(beginAgain)

test('a new e-mail address is confirmed from its mail, and the old one is told', async ({
  page,
  javaScriptEnabled,
}) => {
  await letEmailsChange()
  const email = newAddress('grace')
  await enterPortal(page, people.grace, javaScriptEnabled)
  await page.getByRole('link', { name: 'Billing details' }).click()
  await page.getByLabel('New e-mail address').fill('grace')
  await page.getByRole('button', { name: 'Send link' }).click()
  await expect(page.getByText('Write an e-mail address, such as name@example.com.')).toBeVisible()
  await page.getByLabel('New e-mail address').fill(email)
  await page.getByRole('button', { name: 'Send link' }).click()
  await confirmByCode(page, people.grace.email)
  await expect(page.getByRole('status')).toContainText('You can go on now.')
  await expect(page.getByLabel('New e-mail address')).toHaveValue(email)
  await page.getByRole('button', { name: 'Send link' }).click()
  await expect(page.getByRole('status')).toContainText(`We sent a link to ${email}.`)
  await page.goto(await emailLinkFor(email))
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await page.waitForURL(`${portalHome}/billing`)
  await expect(page.getByRole('status')).toContainText('Your e-mail address is changed.')
  await expect(page.getByText(`Receipts and notices go to ${email}.`)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Back to Verge' })).toBeVisible()
  const told = (await sentMails()).filter(({ recipient }) => recipient === people.grace.email)
  expect(told[0]!.subject).toBe('Your e-mail address for Verge was changed')
})

test('a field that is wrong has a line in the colour of what is said of it', async ({
  page,
  javaScriptEnabled,
}) => {
  await letEmailsChange()
  await enterPortal(page, people.grace, javaScriptEnabled)
  await page.goto(`${portalHome}/billing`)
  await page.getByLabel('New e-mail address').fill('grace')
  await page.getByRole('button', { name: 'Send link' }).click()
  const said = await page.locator('.error').evaluate((one) => getComputedStyle(one).color)
  await expect(page.getByLabel('New e-mail address')).toHaveCSS('border-top-color', said)
})

test("a customer's data come as a file", async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.goto(`${portalHome}/billing`)
  await page.getByRole('link', { name: 'Download your data' }).click()
  await confirmByCode(page, people.ada.email)
  await page.waitForURL(`${portalHome}/billing#data`)
  await expect(page.getByRole('status')).toBeInViewport()
  await expect(page.getByRole('link', { name: 'Download your data' })).toBeInViewport()
  await expect(page.getByRole('status')).toBeFocused()
  const arriving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download your data' }).click()
  const file = await arriving
  expect(file.suggestedFilename()).toBe('my-data.json')
  const { orders } = JSON.parse(await readFile(await file.path(), 'utf8')) as { orders: unknown[] }
  expect(orders).toHaveLength(14)
  const tables = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as tables' }).click()
  expect((await tables).suggestedFilename()).toBe('my-data.zip')
})

test('somebody of whom nothing runs has their data erased', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.alan, javaScriptEnabled)
  await page.getByRole('link', { name: 'Billing details' }).click()
  await page.getByRole('link', { name: 'Erase your data' }).click()
  await expect(page.getByText('in most countries six to ten years')).toBeVisible()
  await page.getByRole('button', { name: 'Erase for good' }).click()
  await confirmByCode(page, people.alan.email)
  await page.waitForURL(`${portalHome}/billing/erase`)
  await page.getByRole('button', { name: 'Erase for good' }).click()
  await expect(page.getByRole('heading', { name: 'Your data was erased' })).toBeVisible()
  await page.goto(portalHome)
  await expect(page.getByRole('link', { name: 'Billing details' })).toHaveCount(0)
})

test('the code that stands in the way can be mistyped, sent again, or left alone', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.alan, javaScriptEnabled)
  await page.goto(`${portalHome}/billing`)
  await page.getByRole('link', { name: 'Download your data' }).click()
  await expect(page.getByRole('heading', { name: 'Confirm that it is you' })).toBeVisible()
  await page.getByRole('button', { name: 'Send code' }).click()
  await expect(page.getByLabel('Code')).toBeFocused()
  await codeFor(people.alan.email)
  await page.getByLabel('Code').fill('AAAAAA')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByText('That is not the code. You have 4 more tries.')).toBeVisible()
  await page.getByRole('button', { name: 'Send another code' }).click()
  await page.getByLabel('Code').fill(await codeFor(people.alan.email, 2))
  await page.getByRole('link', { name: 'Go back' }).click()
  await page.waitForURL(`${portalHome}/billing#data`)
  await page.goto(`${portalHome}/confirm`)
  await page.getByLabel('Code').fill(await codeFor(people.alan.email, 2))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('status')).toContainText('You can go on now.')
})

test('another browser is signed out alone, by a button that says which one it is', async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  const elsewhere = await browser.newPage()
  await enterPortal(elsewhere, people.grace, javaScriptEnabled)
  await enterPortal(page, people.grace, javaScriptEnabled)
  await page.goto(`${portalHome}/billing`)
  await page.getByRole('button', { name: /^Sign out: Chrome, Linux\. Since / }).click()
  await expect(page.getByRole('status')).toContainText('That browser is signed out.')
  await expect(page.getByText(/^Chrome, Linux/)).toHaveCount(1)
  await elsewhere.reload()
  await expect(elsewhere.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
  await elsewhere.close()
})

test('the sessions that somebody has open are listed, and ended everywhere at once', async ({
  page,
  browser,
  javaScriptEnabled,
}) => {
  const elsewhere = await browser.newPage()
  await enterPortal(elsewhere, people.alan, javaScriptEnabled)
  await enterPortal(page, people.alan, javaScriptEnabled)
  await page.goto(`${portalHome}/billing`)
  await expect(page.getByText(/^Chrome, Linux/)).toHaveCount(2)
  await expect(page.getByText('This browser')).toHaveCount(1)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await elsewhere.reload()
  await expect(elsewhere.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
  await elsewhere.close()
})

test('on a narrow screen the row of pages shows where one is', async ({ page, javaScriptEnabled }) => {
  await page.setViewportSize({ width: 375, height: 700 })
  await enterPortal(page, people.ada, javaScriptEnabled)
  const here = page.getByRole('navigation').locator('[aria-current]')
  for (const name of ['Activity', 'Overview', 'Billing details']) {
    await page.getByRole('link', { name, exact: true }).click()
    await expect(here).toHaveText(name)
    await expect(here).toBeInViewport({ ratio: 1 })
  }
})
