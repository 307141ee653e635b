import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { build, type Rolldown } from 'vite'
import { people } from '../people/people.ts'
import { vergeUrl } from './addresses.ts'
import { beginAgain, portalHome, signIn } from './walk.ts'

const root = join(import.meta.dirname, '../..')
let script: string

test.beforeAll(async () => {
  const web = join(root, 'apps/web')
  const built = (await build({
    root: web,
    configFile: join(web, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: join(root, 'test/seed/main.tsx') } },
  })) as Rolldown.RolldownOutput
  script = built.output[0].code
})
test.beforeEach(beginAgain)

/** The seed's snippets, word for word, on a page of Verge. */
async function openSeed(page: Page): Promise<void> {
  const html = '<!doctype html><div id="root"></div><script type="module" src="/seed.js"></script>'
  await page.route(`${vergeUrl}/seed`, (route) => route.fulfill({ contentType: 'text/html', body: html }))
  await page.route(`${vergeUrl}/seed.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  )
  await page.goto(`${vergeUrl}/seed`)
}

for (const name of ['Manage Subscription', 'Open the portal', 'Open the portal, or say why not']) {
  test(`"${name}" leads Ada to the portal`, async ({ page }) => {
    await signIn(page, people.ada)
    await openSeed(page)
    await expect(page.getByText('Email: ada@example.com')).toBeVisible()
    await page.getByRole('button', { name, exact: true }).click()
    await page.waitForURL(portalHome)
  })
}

test('Noa, who bought nothing, hears so and stays', async ({ page }) => {
  await signIn(page, people.new)
  await openSeed(page)
  await page.getByRole('button', { name: 'Open the portal, or say why not' }).click()
  await expect(page.getByText('No active subscription found')).toBeVisible()
  await page.getByRole('button', { name: 'Manage Subscription' }).click()
  await expect(page.getByRole('button', { name: 'Manage Subscription' })).toBeEnabled()
  expect(page.url()).toBe(`${vergeUrl}/seed`)
})

test('while the server is out of reach, both say that the portal cannot be opened', async ({ page }) => {
  await signIn(page, people.ada)
  await openSeed(page)
  await page.getByText('Email: ada@example.com').waitFor()
  await page.route('**/api/auth/customer/portal', (route) => route.abort())
  await page.getByRole('button', { name: 'Open the portal, or say why not' }).click()
  await expect(page.getByText('Unable to open portal. Please try again.')).toBeVisible()
  await page.getByRole('button', { name: 'Manage Subscription' }).click()
  await expect(page.getByText('Unable to open portal', { exact: true })).toBeVisible()
})
