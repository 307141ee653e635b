import { expect, test, type Page } from '@playwright/test'
import { people } from '../../people/people.ts'
import { answerBank, beginAgain, cards, enterPortal, carryOn, portalHome, typeCard } from '../walk.ts'

test.beforeEach(beginAgain)

/** From the overview to what Pro yearly costs today. */
async function quoteYearly(page: Page): Promise<void> {
  await page.goto(portalHome)
  await page.getByRole('link', { name: 'Change plan' }).click()
  await page.getByLabel('Pro yearly').check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Change to Pro yearly')
}

const pay = (page: Page) => page.getByRole('button', { name: /^Pay \$1[89]\d\.\d\d and change$/ })

test('Ada changes from Pro to Pro yearly, and pays what the button said', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await quoteYearly(page)
  await expect(page.getByText('Credit for unused time')).toBeVisible()
  await expect(page.getByText(/After that it renews on \w+ \d+, \d{4} for \$200\.00\./)).toBeVisible()
  const [, amount] = /^Pay (\S+) and change$/.exec((await pay(page).textContent())!)!
  await pay(page).click()
  await expect(page.getByRole('status')).toHaveText(`You now have Pro yearly. ${amount} was charged.`)
  await expect(page.getByRole('article')).toContainText('$200.00 per year')
  await expect(page.getByRole('link', { name: 'Back to Verge' })).toHaveAttribute(
    'href',
    /portal=plan_changed/,
  )
  await expect(page.getByRole('row', { name: 'Pro yearly' })).toContainText(amount!)
})

test('the whole change can be made with the keyboard alone', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Change plan' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/change$/)
  await page.getByRole('radio').first().focus()
  await page.keyboard.press('Space')
  await expect(page.getByLabel('Pro yearly')).toBeChecked()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(/product_id=/)
  await expect(pay(page)).toHaveAccessibleDescription(/is charged today/)
  await pay(page).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status')).toContainText('You now have Pro yearly.')
})

test('Ada’s card is refused: nothing changes, and with another one she goes on where she was', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.goto(`${portalHome}/payment-methods/add`)
  await typeCard(page, cards.failsLater)
  await carryOn(page, javaScriptEnabled)
  await expect(page.getByRole('status')).toContainText('is now your default')
  await quoteYearly(page)
  await pay(page).click()
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Your card was not charged: the bank refused it. Nothing was changed.')
  await expect(alert).toContainText('Code: PaymentFailed')
  await expect(alert).toBeFocused()
  await alert.getByRole('link', { name: 'Add payment method' }).click()
  await typeCard(page, cards.works)
  await carryOn(page, javaScriptEnabled)
  await expect(page.getByRole('status')).toContainText('Visa ending in 4242 was added')
  await pay(page).click()
  await expect(page.getByRole('status')).toContainText('You now have Pro yearly.')
})

test('Ada’s bank asks her, and the change happens when she approves', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.goto(`${portalHome}/payment-methods/add`)
  await typeCard(page, cards.asksAlways)
  await carryOn(page, javaScriptEnabled)
  await answerBank(page, 'Approve', javaScriptEnabled)
  await expect(page.getByRole('status')).toContainText('is now your default')
  await quoteYearly(page)
  await pay(page).click()
  await answerBank(page, 'Decline', javaScriptEnabled)
  await expect(page.getByRole('alert')).toContainText('Nothing was changed.')
  await quoteYearly(page)
  await pay(page).click()
  await answerBank(page, 'Approve', javaScriptEnabled)
  await expect(page.getByRole('status')).toContainText('You now have Pro yearly.')
})

test('Grace is told that she canceled, and takes it back from there', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.grace, javaScriptEnabled)
  await expect(page.getByRole('link', { name: 'Change plan' })).toHaveCount(0)
  const address = await page.getByRole('link', { name: 'Details: Pro' }).getAttribute('href')
  await page.goto(new URL(`${address}/change`, portalHome).href)
  await expect(page.getByRole('alert')).toContainText('Code: AlreadyCanceledSubscription')
  await page.getByRole('button', { name: 'Reactivate subscription' }).click()
  await page.getByRole('link', { name: 'Change plan' }).click()
  await expect(page.getByLabel('Pro yearly')).toBeVisible()
})

test('Maria, who paid for a year, sees in German what becomes credit', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.maria, javaScriptEnabled)
  await page.getByRole('link', { name: 'Tarif wechseln' }).click()
  await page.getByRole('radio', { name: /^Pro 19,00/ }).check()
  await page.getByRole('button', { name: 'Weiter' }).click()
  await expect(page.getByText('Heute wird nichts abgebucht.')).toBeVisible()
  await expect(page.getByText(/Sie erhalten \d+,\d\d\s€ als Guthaben\./)).toBeVisible()
  await page.getByRole('button', { name: 'Jetzt zahlungspflichtig wechseln' }).click()
  await expect(page.getByRole('status')).toHaveText('Sie haben jetzt Pro.')
})

test('nothing on the way is wider than the smallest screen', async ({ page, javaScriptEnabled }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await enterPortal(page, people.maria, javaScriptEnabled)
  const isTooWide = () => page.evaluate(() => document.documentElement.scrollWidth > 320)
  await page.getByRole('link', { name: 'Tarif wechseln' }).click()
  await page.getByRole('radio').first().check()
  expect(await isTooWide()).toBe(false)
  await page.getByRole('button', { name: 'Weiter' }).click()
  await expect(page.getByText('So setzt es sich zusammen')).toBeVisible()
  expect(await isTooWide()).toBe(false)
})
