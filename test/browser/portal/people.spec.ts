import { expect, test } from '@playwright/test'
import { people } from '../../people/people.ts'
import { beginAgain, enterPortal, moveClock, startOver } from '../walk.ts'

test.beforeAll(beginAgain)

const date = String.raw`\w+ \d{1,2}, \d{4}`
const states = [
  {
    person: people.ada,
    badge: 'Active',
    says: [`Renews on ${date} for \\$20.00`, 'Paid with Visa ending in 4242'],
  },
  {
    person: people.grace,
    badge: 'Ends soon',
    says: [`You keep access until ${date}`, 'Nothing more will be charged'],
  },
  {
    person: people.linus,
    badge: 'Payment failed',
    says: ['could not be charged', 'Paid with Visa ending in 0341'],
  },
  {
    person: people.joan,
    badge: 'Trial',
    says: [`Your trial ends on ${date}. \\$600.00 will be charged on that day`],
  },
  { person: people.alan, badge: 'Ended', says: [`Ended on ${date}`, 'Nothing more will be charged'] },
  {
    person: people.maria,
    badge: 'Active',
    says: [`Renews on ${date} for €226.10`, 'Includes €36.10 tax'],
    query: '&locale=en',
  },
]

for (const { person, badge, says, query } of states) {
  test(`tells ${person.name} how the subscription stands and what comes next`, async ({
    page,
    javaScriptEnabled,
  }) => {
    await enterPortal(page, person, javaScriptEnabled, query)
    const card = page.getByRole('article').first()
    await expect(card.getByText(badge, { exact: true })).toBeVisible()
    for (const sentence of says) await expect(card).toContainText(new RegExp(sentence))
  })
}

test('tells Noa that there is nothing yet', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.new, javaScriptEnabled)
  await expect(page.getByText('You have no subscription.')).toBeVisible()
})

test('lists fourteen paid invoices of Ada', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Invoices', exact: true }).click()
  await expect(page.getByRole('link', { name: /VERGE-/ })).toHaveCount(14)
  await expect(page.getByText('Paid', { exact: true })).toHaveCount(14)
})

test('speaks German to Maria, whose customer says so', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.maria, javaScriptEnabled)
  await expect(page.getByRole('heading', { name: 'Ihr Abonnement' })).toBeVisible()
  await expect(page.getByRole('article').first()).toContainText('226,10 €')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
})

test('leafs through the invoices where there are many', async ({ page, javaScriptEnabled }) => {
  await moveClock('P7M')
  await enterPortal(page, people.ada, javaScriptEnabled, '&flow=invoices')
  await expect(page.getByText('Page 1 of 2')).toBeVisible()
  await expect(page.getByRole('link', { name: /VERGE-/ })).toHaveCount(20)
  await page.getByRole('link', { name: 'Older' }).click()
  await expect(page.getByRole('link', { name: /VERGE-.*-0001/ })).toBeVisible()
  await page.getByRole('link', { name: 'Newer' }).click()
  await expect(page.getByText('Page 1 of 2')).toBeVisible()
})

test('the demo begins again today, however far its clock was moved', async ({ page, javaScriptEnabled }) => {
  const renewal = async () => {
    await enterPortal(page, people.ada, javaScriptEnabled)
    return page.getByText(/^Renews on/).textContent()
  }
  await startOver()
  const before = await renewal()
  await moveClock('P1M')
  await startOver()
  expect(await renewal()).toBe(before)
})
