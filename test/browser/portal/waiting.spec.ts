import { expect, test } from '@playwright/test'
import { violationsOn } from '../axe.ts'
import { people } from '../../people/people.ts'
import { answerBank, beginAgain, cards, carryOn, enterPortal, portalHome, typeCard } from '../walk.ts'

test.beforeEach(beginAgain)

test('what waits for the bank is looked at again, and nothing moves by it', async ({
  page,
  context,
  javaScriptEnabled,
}) => {
  const scripts = javaScriptEnabled !== false
  await enterPortal(page, people.linus, scripts)
  await page
    .getByRole('link', { name: /^Pay \$/ })
    .first()
    .click()
  await page.getByRole('link', { name: 'Use another card' }).click()
  await page.getByRole('link', { name: 'Continue' }).click()
  await typeCard(page, cards.asksAlways)
  await carryOn(page, scripts)
  await answerBank(page, 'Approve', scripts)
  // Now the bank asks about the payment. It is left open, and answered in another tab.
  await page.getByRole('button', { name: 'Approve' }).waitFor()
  const bank = page.url()
  await page.goto(`${portalHome}/billing`)
  await expect(page.getByText('your bank has not answered yet')).toBeVisible()
  const again = page.getByRole('link', { name: 'Look again' })
  await expect(again).toHaveCount(1)
  if (scripts) expect(await violationsOn(page)).toEqual([])
  const field = page.getByLabel('City')
  await field.fill('Half a na')
  const other = await context.newPage()
  await other.goto(bank)
  await other.getByRole('button', { name: 'Approve' }).click()
  if (scripts) {
    await expect(page.getByText('There is news.')).toBeVisible({ timeout: 12_000 })
    await expect(field).toBeFocused()
    await expect(field).toHaveValue('Half a na')
    expect(await violationsOn(page)).toEqual([])
  }
  await again.click()
  await expect(page.getByText('Paid', { exact: true })).toBeVisible()
  await expect(page.getByText('your bank has not answered yet')).toHaveCount(0)
})
