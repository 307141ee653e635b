import { expect, test, type Page } from '@playwright/test'
import { demoPassword, type DemoPerson } from '../people/people.ts'
import { accessToken, dataDirectory, portalUrl, vergeUrl } from './addresses.ts'
import { bringBackFirstDay } from './first-day.ts'

export const portalHome = `${portalUrl}/verge/portal`

export const cards = {
  works: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  failsLater: '4000 0000 0000 0341',
  asksWhenAdded: '4000 0025 0000 3155',
  asksAlways: '4000 0027 6000 3184',
}

let addresses = 0

/** An e-mail address that nobody else has in this run: each try of a test that failed has a worker of its own. */
export function newAddress(name: string): string {
  return `${name}-${test.info().workerIndex}-${addresses++}@example.com`
}

export async function asSeller(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(portalUrl + path, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(response.ok, `${method} ${path} was answered with ${response.status}`).toBe(true)
  return response.json()
}

/** The demo people as on the first day. */
export async function beginAgain(): Promise<void> {
  await bringBackFirstDay(dataDirectory)
  // Before it answers it looks where the clock stands now.
  await sentMails()
}

/** The same by the product's own way, which lets them live anew. */
export async function startOver(): Promise<void> {
  await asSeller('POST', '/sandbox/reset')
}

export async function moveClock(advance: string): Promise<void> {
  await asSeller('POST', '/sandbox/clock', { advance })
}

interface SentMail {
  recipient: string
  subject: string
  body: string
}

export async function sentMails(): Promise<SentMail[]> {
  const { items } = (await asSeller('GET', '/sandbox/emails')) as { items: SentMail[] }
  return items
}

/** What this matches first in so many mails to somebody, the newest; it waits until they came. */
export async function mailedTo(recipient: string, pattern: RegExp, count: number): Promise<string> {
  const found = async () =>
    (await sentMails()).flatMap((mail) =>
      mail.recipient === recipient ? (pattern.exec(mail.body)?.[1] ?? []) : [],
    )
  await expect.poll(async () => (await found()).length).toBe(count)
  return (await found())[0]!
}

/** The code in the newest of so many mails. */
export async function codeFor(email: string, count = 1): Promise<string> {
  return mailedTo(email, /Your code is (\w{6})\./, count)
}

/** Types the code that stands before what was just asked for, the newest of so many. */
export async function confirmByCode(page: Page, email: string, count = 1): Promise<void> {
  await page.getByRole('button', { name: 'Send code' }).click()
  await page.getByLabel('Code').fill(await codeFor(email, count))
  await page.getByRole('button', { name: 'Confirm' }).click()
}

/** Somebody of the seller's is told of this from now on. */
export async function tellAt(url: string, events: string[]): Promise<void> {
  await asSeller('POST', '/v1/webhooks/endpoints', { url, events })
}

/** From now on, or until the demo begins again, customers may change their address in the portal. */
export async function letEmailsChange(): Promise<void> {
  await asSeller('PATCH', '/v1/verge/organization', {
    customer_portal_settings: {
      usage: { show: true },
      subscription: { update_seats: true, update_plan: true, pause: true },
      customer: { allow_email_change: true },
    },
  })
}

/** The link in the mail that confirms an address. */
export async function emailLinkFor(email: string): Promise<string> {
  return mailedTo(email, /(http\S+verify-email\?token=\w+)/, 1)
}

/** The link in the mail that confirms who declared to leave. */
export async function leavingLinkFor(email: string): Promise<string> {
  return mailedTo(email, /(http\S+\/confirm\?token=\w+)/, 1)
}

/** A checkout of the product with this slug, for nobody in particular. */
export async function checkoutOf(slug: string): Promise<string> {
  const { items } = (await asSeller('GET', '/v1/products/')) as {
    items: { id: string; metadata: { slug?: string } }[]
  }
  const product = items.find(({ metadata }) => metadata.slug === slug)!
  const success_url = `${vergeUrl}/success?checkout_id={CHECKOUT_ID}`
  const { url } = (await asSeller('POST', '/v1/checkouts/', { products: [product.id], success_url })) as {
    url: string
  }
  return url
}

/** What the plugin does on the server, for walks that begin at the portal's door. */
export async function portalLink(person: DemoPerson): Promise<string> {
  const session = (await asSeller('POST', '/v1/customer-sessions/', {
    external_customer_id: person.id,
    return_url: `${vergeUrl}/settings`,
  })) as { customer_portal_url: string }
  return session.customer_portal_url
}

/** A page that continues by itself where scripts run has a button for where they do not. */
export async function carryOn(page: Page, scripts: boolean): Promise<void> {
  if (!scripts) await page.getByRole('button', { name: 'Continue' }).click()
}

export async function enterPortal(
  page: Page,
  person: DemoPerson,
  scripts: boolean,
  query = '',
): Promise<void> {
  await page.goto((await portalLink(person)) + query)
  await carryOn(page, scripts)
  await page.waitForURL((url) => url.href.startsWith(portalHome) && url.search === '')
}

/** Types a card on the processor's page; where it leads is the caller's to say. */
export async function typeCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number)
  await page.getByLabel('Expiry').fill('12 / 34')
  await page.getByLabel('CVC').fill('123')
  await page.getByRole('button', { name: 'Save card' }).click()
}

/** Americans agree to the renewal by a box of its own before they pay. */
export async function agree(page: Page): Promise<void> {
  await page.getByLabel('I agree that it renews by itself').check()
}

export async function answerBank(page: Page, answer: 'Approve' | 'Decline', scripts: boolean): Promise<void> {
  await page.getByRole('button', { name: answer }).click()
  await carryOn(page, scripts)
}

export async function signIn(page: Page, { email }: DemoPerson): Promise<void> {
  await page.goto(`${vergeUrl}/sign-in`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** Settings, "Manage subscription", and the portal's overview without a second sign-in. */
export async function openPortal(page: Page): Promise<void> {
  await page.goto(`${vergeUrl}/settings`)
  await page.getByRole('button', { name: 'Manage subscription' }).click()
  await page.waitForURL(portalHome)
}

export async function backToVerge(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Back to Verge' }).click()
  await page.waitForURL((url) => url.href.startsWith(`${vergeUrl}/settings`))
}
