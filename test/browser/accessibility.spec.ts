import { expect, test } from '@playwright/test'
import { violationsOn } from './axe.ts'
import { people } from '../people/people.ts'
import { portalUrl, vergeUrl } from './addresses.ts'
import {
  beginAgain,
  checkoutOf,
  emailLinkFor,
  enterPortal,
  letEmailsChange,
  newAddress,
  portalHome,
  signIn,
} from './walk.ts'

test.beforeAll(beginAgain)

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    // Colours are measured where they stand, not on their way there.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })

    test('the portal has nothing that axe objects to', async ({ page }) => {
      await enterPortal(page, people.linus, true)
      const subscription = await page.getByRole('link', { name: 'Details: Pro' }).getAttribute('href')
      const order = await page
        .getByRole('link', { name: /VERGE-/ })
        .first()
        .getAttribute('href')
      const paths = ['', '/orders', '/payment-methods', '/billing', '/sign-in', '/payment-methods/add'].map(
        (path) => portalHome + path,
      )
      const inner = [subscription, `${subscription}/cancel`, order, `${order}/pay`].map(
        (path) => portalUrl + path,
      )
      for (const address of [...paths, ...inner]) {
        await page.goto(address)
        expect([address, await violationsOn(page)]).toEqual([address, []])
      }
    })

    test('signing in by a code has nothing that axe objects to', async ({ page }) => {
      const look = async () => {
        for (const width of [375, 1280]) {
          await page.setViewportSize({ width, height: 800 })
          expect(await violationsOn(page)).toEqual([])
        }
      }
      await page.goto(`${portalHome}/sign-in?signed_out`)
      await look()
      for (const email of ['nothing', people.joan.email]) {
        await page.getByLabel('E-mail').fill(email)
        await page.getByRole('button', { name: 'Send code' }).click()
        await look()
      }
      for (let tries = 0; tries < 5; tries++) {
        await page.getByLabel('Code').fill('AAAAAA')
        await page.getByRole('button', { name: 'Sign in' }).click()
        if (tries === 0) await look()
      }
      await expect(page.getByRole('alert')).toContainText('This code no longer works.')
      await look()
    })

    test('changing the e-mail address has nothing that axe objects to', async ({ page }) => {
      await beginAgain()
      await letEmailsChange()
      await enterPortal(page, people.joan, true)
      await page.goto(`${portalHome}/billing`)
      const email = newAddress('joan')
      for (const typed of ['nothing', email]) {
        await page.getByLabel('New e-mail address').fill(typed)
        await page.getByRole('button', { name: 'Send link' }).click()
        expect(await violationsOn(page)).toEqual([])
      }
      for (const address of [await emailLinkFor(email), `${portalHome}/verify-email?token=nobodys`]) {
        await page.goto(address)
        for (const width of [375, 1280]) {
          await page.setViewportSize({ width, height: 800 })
          expect([address, await violationsOn(page)]).toEqual([address, []])
        }
      }
    })

    for (const width of [375, 1280]) {
      test(`changing and pausing, ${width} wide, have nothing that axe objects to`, async ({ page }) => {
        await page.setViewportSize({ width, height: 800 })
        await enterPortal(page, people.ada, true)
        const subscription =
          portalUrl + (await page.getByRole('link', { name: 'Details: Pro' }).getAttribute('href'))
        await page.goto(`${subscription}/change`)
        expect(await violationsOn(page)).toEqual([])
        await page.getByLabel('Pro yearly').check()
        await page.getByRole('button', { name: 'Continue' }).click()
        const quote = page.url()
        // What was quoted is another's: nothing is done, and the page says so.
        await page.locator('input[name=quote]').evaluate((input) => input.setAttribute('value', 'another'))
        await page.getByRole('button', { name: /^Pay / }).click()
        await expect(page.getByRole('alert')).toContainText('Code: QuoteOutdated')
        expect(await violationsOn(page)).toEqual([])
        const wrong = `${quote.split('=')[0]}=${crypto.randomUUID()}`
        for (const address of [quote, wrong, `${subscription}/pause`, `${subscription}/resume`]) {
          await page.goto(address)
          expect([address, await violationsOn(page)]).toEqual([address, []])
        }
        await page.goto(`${subscription}/pause`)
        await page.getByLabel('Go on by itself on').fill('2020-01-01')
        await page.getByRole('button', { name: 'Pause subscription' }).click()
        await expect(page.getByText('Choose a day from')).toBeVisible()
        expect(await violationsOn(page)).toEqual([])
      })
    }

    test("the processor's and the sandbox's pages have nothing that axe objects to", async ({ page }) => {
      const return_to = encodeURIComponent(`${portalHome}/payment-methods/add/return`)
      for (const path of [
        `/sandbox/card?return_to=${return_to}`,
        `/sandbox/3d-secure?return_to=${return_to}`,
        '/sandbox',
      ]) {
        await page.goto(portalUrl + path)
        expect([path, await violationsOn(page)]).toEqual([path, []])
      }
      await page.goto(await checkoutOf('pro'))
      expect(await violationsOn(page)).toEqual([])
    })

    test('Verge has nothing that axe objects to', async ({ page }) => {
      for (const path of ['/', '/pricing', '/sign-in', '/sign-up']) {
        await page.goto(vergeUrl + path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        expect([path, await violationsOn(page)]).toEqual([path, []])
      }
      await signIn(page, people.linus)
      await page.goto(`${vergeUrl}/settings`)
      await page.getByRole('button', { name: 'Manage subscription' }).waitFor()
      expect(await violationsOn(page)).toEqual([])
    })
  })
}
