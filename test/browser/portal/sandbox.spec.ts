import { expect, test } from '@playwright/test'
import { portalUrl } from '../addresses.ts'
import { beginAgain } from '../walk.ts'

test.beforeEach(beginAgain)
test.afterAll(beginAgain)

test("watches a year of Ada's subscription, with a payment that fails, and starts over", async ({ page }) => {
  await page.goto(`${portalUrl}/sandbox`)
  const happened = page.getByRole('region', { name: 'What happened' })
  const fail = page.getByRole('button', { name: 'Fail the next charge' })
  await happened.getByRole('link', { name: 'Ada Byron' }).first().click()
  await expect(happened).not.toContainText('Grace Murray')
  // Beyond what others have to pay before her.
  await page.getByRole('button', { name: 'A month on' }).click()

  await page.getByLabel('What the bank says').selectOption('expired_card')
  await fail.click()
  await expect(page.getByText('The next charge will fail. The card has expired')).toBeVisible()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByLabel('What the bank says').selectOption('insufficient_funds')
  await fail.click()
  await page.getByRole('button', { name: 'To what is due next' }).click()
  await expect(happened).toContainText('Pro is past due')
  await expect(page.getByRole('region', { name: 'Due next' })).toContainText('$20.00 is tried again')
  await expect(fail).toBeVisible()

  await page.getByRole('button', { name: 'A year on' }).click()
  await expect(happened).toContainText('Pro is active')
  expect(await happened.getByText('Pro renews until').count()).toBeGreaterThan(12)
  await expect(page.getByRole('region', { name: 'Webhooks' })).toContainText('subscription.cycled')
  const mails = page.getByRole('region', { name: 'E-mails' })
  await mails.getByText('Your payment was received').first().click()
  await expect(mails.getByText('and your subscription is paid until').first()).toBeVisible()

  await page.getByText('Start over', { exact: true }).click()
  await page.getByRole('button', { name: 'Forget everything and start over' }).click()
  await expect(page.getByRole('region', { name: 'Due next' })).toContainText('Grace Murray')
  await expect(happened.getByText('Pro is past due')).toHaveCount(1)
})
