import { expect, test, type Locator, type Page } from '@playwright/test'
import { people } from '../../people/people.ts'
import { beginAgain, cards, carryOn, codeFor, enterPortal, portalHome } from '../walk.ts'

test.beforeEach(beginAgain)

/** Tab by Tab, as far as it takes; what has the focus is seen, and has a ring around it. */
async function reach(place: Locator): Promise<void> {
  const { keyboard } = place.page()
  await place.first().waitFor()
  for (let presses = 0; presses < 60; presses++) {
    if (await place.first().evaluate((one) => one === document.activeElement)) break
    await keyboard.press('Tab')
  }
  await expect(place.first()).toBeFocused()
  await expect(place.first()).toBeInViewport()
  await expect(place.first()).toHaveCSS('outline-style', 'solid')
}

async function follow(page: Page, name: string | RegExp): Promise<void> {
  await reach(page.getByRole('link', { name }))
  await page.keyboard.press('Enter')
}

async function push(page: Page, name: string | RegExp): Promise<void> {
  await reach(page.getByRole('button', { name }))
  await page.keyboard.press('Enter')
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await reach(page.getByLabel(label, { exact: true }))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}

async function typeCard(page: Page, number: string): Promise<void> {
  await type(page, 'Card number', number)
  await type(page, 'Expiry', '12 / 34')
  await type(page, 'CVC', '123')
  await page.keyboard.press('Enter')
}

const done = (page: Page, words: string) => expect(page.getByRole('status')).toContainText(words)

test('the keyboard alone takes a cancellation back', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.grace, javaScriptEnabled)
  await push(page, 'Reactivate subscription')
  await done(page, 'Your subscription continues.')
})

test('the keyboard alone pauses, and what is wrong with the day is where it goes on', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await follow(page, 'Details: Pro')
  await follow(page, 'Pause subscription')
  await reach(page.getByLabel('Go on by itself on'))
  await page.keyboard.type('01012020')
  await push(page, 'Pause subscription')
  const day = page.getByLabel('Go on by itself on')
  await expect(day).toHaveAttribute('aria-invalid', 'true')
  await expect(day).toBeFocused()
  await page.keyboard.press('Delete')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Delete')
  await push(page, 'Pause subscription')
  await done(page, 'Your subscription pauses after')
})

test('the keyboard alone adds a card', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await follow(page, 'Payment methods')
  await follow(page, 'Add payment method')
  await typeCard(page, cards.works)
  await carryOn(page, javaScriptEnabled)
  await done(page, 'added')
})

test('the keyboard alone pays what is open, with another card', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.linus, javaScriptEnabled)
  await follow(page, /^Pay \$/)
  const card = page.getByRole('radio', { checked: true })
  await reach(card)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByLabel('Visa ending in 4242')).toBeChecked()
  await push(page, /^Pay \$/)
  await done(page, 'paid')
})

test('the keyboard alone corrects billing details', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await follow(page, 'Billing details')
  await type(page, 'Name or company', 'Analytical Engines Ltd')
  await reach(page.getByLabel('Country'))
  await page.keyboard.type('Germ')
  await push(page, 'Save billing details')
  await done(page, 'saved')
  await expect(page.getByLabel('Name or company')).toHaveValue('Analytical Engines Ltd')
  await expect(page.getByLabel('Country')).toHaveValue('DE')
})

test('the keyboard alone has data erased', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.alan, javaScriptEnabled)
  await follow(page, 'Billing details')
  await follow(page, 'Erase your data')
  await push(page, 'Erase for good')
  await push(page, 'Send code')
  await expect(page.getByLabel('Code')).toBeFocused()
  await page.keyboard.type(await codeFor(people.alan.email))
  await page.keyboard.press('Enter')
  await page.waitForURL(`${portalHome}/billing/erase`)
  await push(page, 'Erase for good')
  await expect(page.getByRole('heading', { name: 'Your data was erased' })).toBeVisible()
})

test('who skips to the content goes on there', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.waitForLoadState('networkidle')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await follow(page, 'Skip to the content')
  await page.waitForURL(/#content$/)
  await page.waitForTimeout(500)
  expect(asked).toEqual([])
  await page.keyboard.press('Tab')
  const focused = page.locator(':focus')
  await expect(focused).toHaveText('Pro')
})
