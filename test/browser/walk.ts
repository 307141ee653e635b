import { expect, type Page } from '@playwright/test'
import { accessToken, portalUrl, vergeUrl } from './addresses.ts'

export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${vergeUrl}/sign-in`)
  await page.getByLabel('Email', { exact: false }).first().fill(email)
  await page.getByLabel('Password').fill('verge-demo')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** Settings, "Manage subscription", and the portal's overview without a second sign-in. */
export async function openPortal(page: Page): Promise<void> {
  await page.goto(`${vergeUrl}/settings`)
  await page.getByRole('button', { name: 'Manage subscription' }).click()
  await page.waitForURL(`${portalUrl}/verge/portal`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

/** What the plugin does on the server, for walks that begin at the portal's door. */
export async function portalLink(externalCustomerId: string): Promise<string> {
  const response = await fetch(`${portalUrl}/v1/customer-sessions/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ external_customer_id: externalCustomerId, return_url: `${vergeUrl}/settings` }),
  })
  expect(response.status).toBe(201)
  const session = (await response.json()) as { customer_portal_url: string }
  return session.customer_portal_url
}

/** Through the exchange: by itself where scripts run, by its button where they do not. */
export async function enterPortal(
  page: Page,
  externalCustomerId: string,
  { scripts }: { scripts: boolean },
): Promise<void> {
  await page.goto(await portalLink(externalCustomerId))
  if (!scripts) await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(`${portalUrl}/verge/portal`)
}

/** Fills the sandbox processor's card page and comes back through the page that continues by itself where scripts run. */
export async function enterCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number)
  await page.getByLabel('Expiry').fill('12 / 34')
  await page.getByLabel('CVC').fill('123')
  await page.locator('main form button[type=submit], form button').first().click()
}

export async function moveClock(advance: string): Promise<void> {
  const response = await fetch(`${portalUrl}/sandbox/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ advance }),
  })
  expect(response.status).toBe(200)
}
