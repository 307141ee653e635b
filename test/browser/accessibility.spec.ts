import { expect, test, type Page } from '@playwright/test'
import { people } from '../people/people.ts'
import { portalUrl, vergeUrl } from './addresses.ts'
import { violationsOn } from './axe.ts'
import { violationsEverywhere } from './looks.ts'
import {
  beginAgain,
  checkoutOf,
  codeFor,
  emailLinkFor,
  enterPortal,
  letEmailsChange,
  newAddress,
  portalHome,
  signIn,
} from './walk.ts'

// Each page that has an address of its own is looked at by `pages.spec.ts`; here is what takes some steps to get to.

// Colours are measured where they stand, not on their way there.
test.use({ contextOptions: { reducedMotion: 'reduce' } })
test.beforeEach(beginAgain)
test.describe.configure({ timeout: 90_000 })

async function looksWell(page: Page): Promise<void> {
  expect([page.url(), await violationsEverywhere(page)]).toEqual([page.url(), []])
}

test('signing in by a code has nothing that axe objects to', async ({ page }) => {
  await page.goto(`${portalHome}/sign-in?signed_out`)
  for (const email of ['nothing', people.joan.email]) {
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Send code' }).click()
    await looksWell(page)
  }
  for (let tries = 0; tries < 5; tries++) {
    await page.getByLabel('Code').fill('AAAAAA')
    await page.getByRole('button', { name: 'Sign in' }).click()
    if (tries === 0) await looksWell(page)
  }
  await expect(page.getByRole('alert')).toContainText('This code no longer works.')
  await looksWell(page)
})

test('changing the e-mail address has nothing that axe objects to', async ({ page }) => {
  await letEmailsChange()
  await enterPortal(page, people.joan, true)
  await page.goto(`${portalHome}/billing`)
  const email = newAddress('joan')
  for (const typed of ['nothing', email]) {
    await page.getByLabel('New e-mail address').fill(typed)
    await page.getByRole('button', { name: 'Send link' }).click()
    await looksWell(page)
  }
  await page.getByRole('button', { name: 'Send code' }).click()
  await expect(page.getByLabel('Code')).toBeVisible()
  await looksWell(page)
  await page.getByLabel('Code').fill(await codeFor(people.joan.email))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('button', { name: 'Send link' }).click()
  await page.goto(await emailLinkFor(email))
  await looksWell(page)
})

test('changing and pausing have nothing that axe objects to', async ({ page }) => {
  await enterPortal(page, people.ada, true)
  const subscription =
    portalUrl + (await page.getByRole('link', { name: 'Details: Pro' }).getAttribute('href'))
  await page.goto(`${subscription}/change`)
  await page.getByLabel('Pro yearly').check()
  await page.getByRole('button', { name: 'Continue' }).click()
  const quote = page.url()
  // What was quoted is another's: nothing is done, and the page says so.
  await page.locator('input[name=quote]').evaluate((input) => input.setAttribute('value', 'another'))
  await page.getByRole('button', { name: /^Pay / }).click()
  await expect(page.getByRole('alert')).toContainText('Code: QuoteOutdated')
  await looksWell(page)
  const wrong = `${quote.split('=')[0]}=${crypto.randomUUID()}`
  for (const address of [quote, wrong, `${subscription}/resume`]) {
    await page.goto(address)
    await looksWell(page)
  }
  await page.goto(`${subscription}/pause`)
  await page.getByLabel('Go on by itself on').fill('2020-01-01')
  await page.getByRole('button', { name: 'Pause subscription' }).click()
  await expect(page.getByText('Choose a day from')).toBeVisible()
  await looksWell(page)
})

test("the processor's and the sandbox's pages have nothing that axe objects to", async ({ page }) => {
  const return_to = encodeURIComponent(`${portalHome}/payment-methods/add/return`)
  for (const path of [
    `/sandbox/card?return_to=${return_to}`,
    `/sandbox/3d-secure?return_to=${return_to}`,
    '/sandbox',
  ]) {
    await page.goto(portalUrl + path)
    await looksWell(page)
  }
  await page.goto(await checkoutOf('pro'))
  await looksWell(page)
})

test('Verge has nothing that axe objects to', async ({ page }) => {
  const look = async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect([page.url(), colorScheme, await violationsOn(page)]).toEqual([page.url(), colorScheme, []])
    }
  }
  for (const path of ['/', '/pricing', '/sign-in', '/sign-up']) {
    await page.goto(vergeUrl + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look()
  }
  await signIn(page, people.linus)
  await page.goto(`${vergeUrl}/settings`)
  await page.getByRole('button', { name: 'Manage subscription' }).waitFor()
  await look()
})

test('a button that works on something moves for those alone who do not mind', async ({ page }) => {
  await enterPortal(page, people.ada, true)
  const moving = () =>
    page.evaluate(() => {
      const button = document.querySelector('.button')!
      button.setAttribute('aria-busy', 'true')
      return document.getAnimations().length
    })
  expect(await moving()).toBe(0)
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  expect(await moving()).toBe(1)
})
