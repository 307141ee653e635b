import { expect, test } from '@playwright/test'
import { violationsOn } from '../axe.ts'
import { people } from '../../people/people.ts'
import { answerBank, beginAgain, cards, carryOn, enterPortal, portalHome, typeCard } from '../walk.ts'

test.beforeEach(beginAgain)

test('a payment that failed is said on every page, and paid with a new card that its bank asks about', async ({
  page,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false
  await enterPortal(page, people.linus, scripts)
  const needs = page.getByRole('region', { name: 'What needs you now' })
  await expect(needs).toContainText('could not be charged')
  await expect(page.getByText('We try again on')).toBeVisible()
  await expect(page.getByText('your subscription ends on')).toBeVisible()
  for (const path of ['/orders', '/payment-methods', '/billing', '/activity']) {
    await page.goto(portalHome + path)
    await expect(page.getByRole('region', { name: 'A payment failed' })).toContainText('could not be charged')
    if (scripts) expect(await violationsOn(page)).toEqual([])
  }
  await page.getByRole('link', { name: /^Pay \$/ }).click()
  await page.getByRole('link', { name: 'Use another card' }).click()
  await page.getByRole('link', { name: 'Continue' }).click()
  await typeCard(page, cards.asksAlways)
  await carryOn(page, scripts)
  await answerBank(page, 'Approve', scripts)
  // The payment is asked about for itself.
  await answerBank(page, 'Approve', scripts)
  await expect(page.getByRole('status')).toContainText('was paid')
  await page.goto(portalHome)
  await expect(page.getByText('Payment failed')).toHaveCount(0)
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
})
