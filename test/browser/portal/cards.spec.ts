import { expect, test } from '@playwright/test'
import { people } from '../../people/people.ts'
import { answerBank, beginAgain, cards, carryOn, enterPortal, typeCard } from '../walk.ts'

test.beforeEach(beginAgain)

test('Ada changes her card: the new one is the default and pays from now on', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled, '&flow=payment-method')
  await page.getByRole('link', { name: 'Add payment method' }).click()
  await typeCard(page, cards.failsLater)
  await carryOn(page, javaScriptEnabled)
  await expect(page.getByRole('status')).toHaveText('Visa ending in 0341 was added and is now your default.')
  await page.getByRole('button', { name: 'Make default' }).click()
  await expect(page.getByRole('status')).toHaveText('Visa ending in 4242 is now your default.')
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByText('Paid with Visa ending in 4242.')).toBeVisible()
})

test('a card that the bank refuses is not saved, and nothing is charged', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled, '&flow=payment-method')
  await page.getByRole('link', { name: 'Add payment method' }).click()
  await typeCard(page, cards.declined)
  await carryOn(page, javaScriptEnabled)
  await expect(page.getByRole('alert')).toContainText('The bank refused this card. Nothing was charged.')
  await expect(page.getByRole('listitem')).toHaveCount(1)
})

test('who does not want to type a card goes back to the cards, and on from there', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled, '&flow=payment-method')
  await page.getByRole('link', { name: 'Add payment method' }).click()
  await expect(page.getByText(people.ada.email)).toBeVisible()
  await page.getByRole('link', { name: 'Go back' }).click()
  await expect(page.getByRole('heading', { name: 'Payment methods' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByRole('listitem')).toHaveCount(1)
})

test('a number that is no test card is told at its field, and what was typed stays', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled, '&flow=payment-method')
  await page.getByRole('link', { name: 'Add payment method' }).click()
  await typeCard(page, '5555 5555 5555 4444')
  await expect(page.getByLabel('Card number')).toHaveValue('5555 5555 5555 4444')
  await expect(page.getByLabel('Card number')).toHaveAccessibleDescription(
    'This is not one of the test cards below.',
  )
})

for (const [answer, role, says] of [
  ['Approve', 'status', 'Visa ending in 3155 was added and is now your default.'],
  ['Decline', 'alert', 'The bank refused this card. Nothing was charged. Try another card.'],
] as const) {
  test(`3-D Secure on a new card, answered with ${answer}`, async ({ page, javaScriptEnabled }) => {
    await enterPortal(page, people.ada, javaScriptEnabled, '&flow=payment-method')
    await page.getByRole('link', { name: 'Add payment method' }).click()
    await typeCard(page, cards.asksWhenAdded)
    await carryOn(page, javaScriptEnabled)
    await answerBank(page, answer, javaScriptEnabled)
    await expect(page.getByRole(role)).toContainText(says)
  })
}

test('Linus adds a card that works: the open invoice is paid at once, as he was told', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.linus, javaScriptEnabled, '&flow=payment-method')
  await page.getByRole('link', { name: 'Add payment method' }).click()
  await expect(page.getByText('the open $25.10 is charged to it at once')).toBeVisible()
  await page.getByRole('link', { name: 'Continue' }).click()
  await typeCard(page, cards.works)
  await carryOn(page, javaScriptEnabled)
  await expect(page.getByRole('status')).toContainText('Visa ending in 4242 was added')
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('article').first().getByText('Active', { exact: true })).toBeVisible()
})

test('Linus pays his open invoice with a card of his choice', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.linus, javaScriptEnabled)
  await page.getByRole('link', { name: 'Pay now' }).click()
  await expect(page.getByLabel('Visa ending in 4242')).toBeChecked()
  await page.getByLabel('Visa ending in 0341').check()
  await page.getByRole('button', { name: 'Pay $25.10' }).click()
  await expect(page.getByRole('alert')).toContainText('Nothing was charged.')
  await expect(page.getByLabel('Visa ending in 4242')).toBeChecked()
  await page.getByRole('button', { name: 'Pay $25.10' }).click()
  await expect(page.getByRole('status')).toHaveText('Thank you. $25.10 was paid.')
  await expect(page.getByRole('link', { name: 'Back to Verge' })).toHaveAttribute('href', /portal=paid/)
})

test('Linus approves the payment at his bank', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.linus, javaScriptEnabled, '&flow=payment-method')
  await page.getByRole('link', { name: 'Add payment method' }).click()
  await page.getByRole('link', { name: 'Continue' }).click()
  await typeCard(page, cards.asksAlways)
  await carryOn(page, javaScriptEnabled)
  await answerBank(page, 'Approve', javaScriptEnabled)
  // The payment is asked about for itself.
  await answerBank(page, 'Decline', javaScriptEnabled)
  await expect(page.getByRole('alert')).toContainText('Nothing was charged.')
  await page.getByRole('button', { name: 'Pay $25.10' }).click()
  await answerBank(page, 'Approve', javaScriptEnabled)
  await expect(page.getByRole('status')).toHaveText('Thank you. $25.10 was paid.')
})

test('a card is removed only after a second question, and not while a subscription needs it', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled, '&flow=payment-method')
  await page.getByRole('link', { name: 'Remove' }).click()
  await expect(page.getByRole('heading', { name: 'Remove Visa ending in 4242?' })).toBeVisible()
  await expect(page.getByText('Your subscription needs this card.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Add payment method' }).click()
  await typeCard(page, cards.works)
  await carryOn(page, javaScriptEnabled)
  await page.getByRole('link', { name: 'Remove' }).last().click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('status')).toHaveText('The card was removed.')
  await expect(page.getByRole('listitem')).toHaveCount(1)
})
