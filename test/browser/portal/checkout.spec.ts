import { expect, test, type Page } from '@playwright/test'
import { agree, answerBank, beginAgain, cards, checkoutOf, newAddress, typeCard } from '../walk.ts'

test.beforeAll(beginAgain)

async function fillDetails(page: Page, country: string): Promise<void> {
  await page.getByLabel('E-mail').fill(newAddress('buyer'))
  await page.getByLabel('Name or company').fill('Bella Buyer')
  await page.getByLabel('Country').selectOption(country)
  await page.getByRole('button', { name: 'Continue to payment' }).click()
}
const isBought = (url: URL) => url.pathname === '/success' && /[0-9a-f-]{36}/.test(url.search)

test('shows the whole price before the button that pays it', async ({ page }) => {
  await page.goto(await checkoutOf('pro'))
  await expect(page.getByText('$20.00 per month')).toBeVisible()
  await fillDetails(page, 'DE')
  await typeCard(page, cards.works)
  await expect(page.getByRole('row', { name: 'Tax' })).toContainText('$3.80')
  await page.getByRole('button', { name: 'Pay $23.80' }).click()
  await page.waitForURL(isBought)
})

test('starts a trial without a charge', async ({ page }) => {
  await page.goto(await checkoutOf('team-yearly'))
  await expect(page.getByText('Free for 14 days')).toBeVisible()
  await fillDetails(page, 'US')
  await typeCard(page, cards.works)
  await expect(
    page.getByText(/On \w+ \d+, \d{4} \$600\.00 will be charged, unless you cancel before\./),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Start free trial' }).click()
  await expect(page.getByLabel('I agree that it renews by itself')).toHaveAccessibleDescription(
    'Please agree to the renewal first. Nothing was charged.',
  )
  await agree(page)
  await page.getByRole('button', { name: 'Start free trial' }).click()
  await page.waitForURL(isBought)
})

test('a declined card charges nothing, and another one buys', async ({ page }) => {
  await page.goto(await checkoutOf('pro'))
  await fillDetails(page, 'US')
  await typeCard(page, cards.failsLater)
  await agree(page)
  await page.getByRole('button', { name: 'Pay $20.00' }).click()
  await expect(page.getByRole('alert')).toContainText('Nothing was charged.')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await typeCard(page, cards.works)
  await agree(page)
  await page.getByRole('button', { name: 'Pay $20.00' }).click()
  await page.waitForURL(isBought)
})

test('the bank asks with 3-D Secure, for the card and for the payment', async ({
  page,
  javaScriptEnabled,
}) => {
  await page.goto(await checkoutOf('pro'))
  await fillDetails(page, 'US')
  await typeCard(page, cards.asksAlways)
  await agree(page)
  await page.getByRole('button', { name: 'Pay $20.00' }).click()
  await answerBank(page, 'Approve', javaScriptEnabled)
  await page.getByRole('link', { name: 'Continue' }).click()
  await answerBank(page, 'Approve', javaScriptEnabled)
  await page.waitForURL(isBought)
})

test('asks for what is missing at its field', async ({ page }) => {
  await page.goto(await checkoutOf('pro'))
  await page.getByLabel('E-mail').fill('nobody')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/such as name@example.com/)
  await expect(page.getByLabel('Country')).toHaveAccessibleDescription('Choose a country.')
})
