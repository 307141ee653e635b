import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { people } from '../../people/people.ts'
import { portalUrl } from '../addresses.ts'
import { beginAgain, enterPortal, sentMails } from '../walk.ts'

test.beforeEach(beginAgain)

async function isAccessible(page: Page): Promise<void> {
  // Without scripts in the page there is nothing for axe to run in.
  if (test.info().project.use.javaScriptEnabled === false) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const width of [375, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
  }
}

test('Ada keeps the receipt of her cancellation, and anybody finds it genuine', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await isAccessible(page)
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await page.getByRole('link', { name: 'Receipt of cancellation' }).click()
  await expect(page.getByText('Your cancellation of Pro arrived')).toBeVisible()
  await isAccessible(page)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as PDF' }).click(),
  ])
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Check a receipt' }).click()
  await isAccessible(page)
  await page.getByLabel('Or its file').setInputFiles(await file.path())
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.getByRole('heading', { name: 'This receipt is genuine' })).toBeVisible()
  await expect(page.getByText('It has not been taken back.')).toBeVisible()
  await isAccessible(page)
})

test('Maria cancels without signing in, and shows by a link that it was her', async ({ page }) => {
  await page.goto(`${portalUrl}/verge/portal/sign-in`)
  await page.getByRole('link', { name: 'Cancel contracts here' }).click()
  await page.getByLabel('Your name').fill('Maria')
  await page.getByRole('button', { name: 'cancel now' }).click()
  await expect(page.getByRole('alert')).toHaveText('Something is missing. Nothing was sent yet.')
  await isAccessible(page)
  await page.getByLabel('Your e-mail address').fill(people.maria.email)
  await page.getByLabel('Which contract').fill('Pro')
  await page.getByRole('button', { name: 'cancel now' }).click()
  await expect(page.getByRole('heading', { name: 'Your cancellation has arrived' })).toBeVisible()
  await isAccessible(page)
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save this confirmation' }).click(),
  ])
  expect(saved.suggestedFilename()).toMatch(/^[0-9a-f-]{36}\.txt$/)
  const mail = (await sentMails()).find(({ recipient }) => recipient === people.maria.email)!
  await page.goto(/http\S+confirm\?token=\S+/.exec(mail.body)![0])
  await isAccessible(page)
  await page.getByRole('button', { name: 'Yes, carry it out' }).click()
  await expect(page.getByText(/It is canceled. You keep access until \w+ \d+, \d{4}/)).toBeVisible()
  await isAccessible(page)
})

test('Joan withdraws from what she has just begun', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.joan, javaScriptEnabled)
  await page.getByRole('link', { name: /^Details/ }).click()
  await page.getByRole('main').getByRole('link', { name: 'withdraw from the contract here' }).click()
  await expect(page.getByText('The contract and your access end at once.')).toBeVisible()
  await isAccessible(page)
  await page.getByRole('button', { name: 'confirm withdrawal' }).click()
  await expect(page.getByRole('status')).toContainText('You have withdrawn from the contract.')
  await expect(page.getByRole('heading', { name: 'Receipt of withdrawal' })).toBeVisible()
})
