import { expect, test, type Page } from '@playwright/test'
import { people } from '../../people/people.ts'
import { portalUrl } from '../addresses.ts'
import {
  asSeller,
  beginAgain,
  cards,
  carryOn,
  checkoutOf,
  enterPortal,
  leavingLinkFor,
  moveClock,
  newAddress,
  portalHome,
  typeCard,
} from '../walk.ts'

test.beforeEach(beginAgain)

const atVerge = (path: string) => `${portalUrl}/verge/${path}`

async function declare(page: Page, email: string, contract: string): Promise<void> {
  await page.getByLabel('Your name').fill('Whoever I am')
  await page.getByLabel('Your e-mail address').fill(email)
  await page.getByLabel('Which contract').fill(contract)
}

test('in German, signed out: “Verträge hier kündigen”, then “jetzt kündigen”, confirmed at once, carried out by the mail', async ({
  page,
}) => {
  await page.goto(`${portalHome}/sign-in?locale=de`)
  await page.getByRole('link', { name: 'Verträge hier kündigen' }).click()
  await page.goto(`${page.url()}?language=de`)
  await page.getByLabel('Ihr Name').fill('Ada Byron')
  await page.getByLabel('Ihre E-Mail-Adresse').fill(people.ada.email)
  await page.getByLabel('Welcher Vertrag').fill('Pro')
  await page.getByRole('button', { name: 'jetzt kündigen' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ihre Kündigung ist eingegangen')
  await expect(page.getByRole('link', { name: 'Bestätigung speichern' })).toHaveAttribute(
    'download',
    /\.txt$/,
  )
  await page.goto(await leavingLinkFor(people.ada.email))
  await page.getByRole('button', { name: 'Ja, ausführen' }).click()
  await expect(page.getByText(/Ihre Kündigung von .* ist eingegangen/)).toBeVisible()
})

test('what is missing is said at its field, and what was typed stays', async ({ page }) => {
  await page.goto(atVerge('cancel'))
  await declare(page, 'nobody', '')
  await page.getByRole('button', { name: 'cancel now' }).click()
  await expect(page.getByLabel('Your e-mail address')).toHaveAccessibleDescription(/such as name@example.com/)
  await expect(page.getByLabel('Which contract')).toHaveAccessibleDescription(
    /Please write which contract you mean\.$/,
  )
  await expect(page.getByLabel('Your name')).toHaveValue('Whoever I am')
})

for (const [who, person, contract, ends] of [
  ['a past-due customer', people.linus, 'Pro', 'Nothing further will be charged, nor what was still open.'],
  ['a trialing customer', people.joan, 'Team yearly', 'Your cancellation of Team yearly arrived'],
] as const) {
  test(`${who} leaves signed out, and nothing is charged any more`, async ({ page, javaScriptEnabled }) => {
    await page.goto(atVerge('cancel'))
    await declare(page, person.email, contract)
    await page.getByRole('button', { name: 'cancel now' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your cancellation has arrived')
    await page.goto(await leavingLinkFor(person.email))
    await page.getByRole('button', { name: 'Yes, carry it out' }).click()
    await expect(page.getByText(ends)).toBeVisible()
    await enterPortal(page, person, javaScriptEnabled)
    const numbers = await page.getByRole('link', { name: /VERGE-/ }).count()
    await moveClock('P1M')
    await enterPortal(page, person, javaScriptEnabled)
    await expect(page.getByRole('article').first()).toContainText('Ended')
    await expect(page.getByRole('link', { name: /VERGE-/ })).toHaveCount(numbers)
  })
}

test('who bought from Germany withdraws signed out within 14 days, and the money goes back', async ({
  page,
}) => {
  const email = newAddress('withdrawer')
  await page.goto(await checkoutOf('pro'))
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Name or company').fill('Wilma Widerruf')
  await page.getByLabel('Country').selectOption('DE')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await typeCard(page, cards.works)
  await page.getByRole('button', { name: 'Pay $23.80' }).click()
  await page.waitForURL((url) => url.pathname === '/success')

  await page.goto(atVerge('cancel'))
  await page.getByRole('link', { name: 'withdraw from the contract here' }).click()
  await declare(page, email, 'Pro')
  await page.getByRole('button', { name: 'confirm withdrawal' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your withdrawal has arrived')
  await page.goto(await leavingLinkFor(email))
  await page.getByRole('button', { name: 'Yes, carry it out' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Receipt of withdrawal')
  await expect(page.getByText(/the contract ended on .* Nothing further will be charged\./)).toBeVisible()
})

test('what was bought once is withdrawn from on its order, and all that was paid goes back', async ({
  page,
  javaScriptEnabled,
}) => {
  const { id: product } = (await asSeller('POST', '/v1/products/', {
    name: 'Guide',
    prices: [{ amount_type: 'fixed', price_amount: 5000, price_currency: 'usd' }],
  })) as { id: string }
  const { id: customer_id } = (await asSeller('POST', '/v1/customers/', {
    email: newAddress('reader'),
    billing_address: { country: 'DE' },
  })) as { id: string }
  const { url } = (await asSeller('POST', '/v1/checkouts/', { products: [product], customer_id })) as {
    url: string
  }
  await page.goto(url)
  await page.getByLabel('Name or company').fill('Lena Leserin')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await typeCard(page, cards.works)
  await page.getByRole('button', { name: 'Pay $59.50' }).click()
  await expect(page.getByRole('button', { name: 'Pay $59.50' })).toBeHidden()

  const session = (await asSeller('POST', '/v1/customer-sessions/', { customer_id })) as {
    customer_portal_url: string
  }
  await page.goto(session.customer_portal_url)
  await carryOn(page, javaScriptEnabled)
  await page.getByRole('link', { name: /VERGE-/ }).click()
  await page.getByRole('main').getByRole('link', { name: 'withdraw from the contract here' }).click()
  await expect(page.getByText('All that you paid goes back to you: $59.50.')).toBeVisible()
  await page.getByRole('button', { name: 'confirm withdrawal' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Receipt of withdrawal')
  await expect(page.getByRole('status')).toContainText('$59.50 is on its way back to you.')
  await page.getByRole('link', { name: 'Details: Guide' }).click()
  await expect(page.getByText('-$59.50')).toBeVisible()
  await expect(page.getByRole('main').getByRole('link', { name: 'withdraw from' })).toHaveCount(0)
})

test('a receipt is told genuine to anybody, an altered one is not, and one taken back says so', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await page
    .getByRole('link', { name: /receipt/i })
    .first()
    .click()
  const file = await page.getByRole('link', { name: 'Download as text' }).getAttribute('href')
  const receipt = await (await page.request.get(portalUrl + file)).text()
  const check = async (text: string) => {
    await page.goto(atVerge('verify'))
    await page.getByLabel('The receipt').fill(text)
    await page.getByRole('button', { name: 'Check', exact: true }).click()
  }
  await check(receipt)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This receipt is genuine')
  await expect(page.getByText('It has not been taken back.')).toBeVisible()

  const seal = /[\w-]+\.[\w-]+\.[\w-]{20,}/.exec(receipt)![0]
  const [head, says, signature] = seal.split('.') as [string, string, string]
  const forged = JSON.parse(Buffer.from(says, 'base64url').toString()) as object
  const payload = Buffer.from(JSON.stringify({ ...forged, product: 'Everything' })).toString('base64url')
  await check([head, payload, signature].join('.'))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This receipt was altered')

  await page.goto(portalHome)
  await page.getByRole('button', { name: 'Reactivate subscription' }).click()
  await expect(page.getByRole('status')).toContainText('Your subscription continues.')
  await check(receipt)
  await expect(page.getByText('The cancellation was taken back on')).toBeVisible()
})
