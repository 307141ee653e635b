import { expect, test, type Page } from '@playwright/test'
import { people } from '../../people/people.ts'
import { beginAgain, enterPortal, moveClock } from '../walk.ts'

test.beforeEach(beginAgain)

async function openPause(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Details: Pro' }).click()
  await page.getByRole('link', { name: 'Pause subscription' }).click()
  await expect(page.getByText(/You keep access until \w+ \d+, \d{4}\./)).toBeVisible()
}

test('Ada plans a pause, sees it on the overview, and takes it back with one button', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await openPause(page)
  await page.getByRole('button', { name: 'Pause subscription' }).click()
  await expect(page.getByRole('status')).toContainText('Nothing is charged while it is paused.')
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('article')).toContainText('Pauses soon')
  await page.getByRole('button', { name: 'Keep it running' }).click()
  await expect(page.getByRole('status')).toContainText('Your subscription does not pause. It renews on')
})

test('a day before the pause begins is refused at its field, and a later one is kept', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await openPause(page)
  const day = page.getByLabel('Go on by itself on')
  const earliest = (await day.getAttribute('min'))!
  await day.fill('2020-01-01')
  await page.getByRole('button', { name: 'Pause subscription' }).click()
  await expect(day).toBeFocused()
  await expect(day).toHaveAccessibleDescription(/Choose a day from/)
  await day.fill(earliest)
  await page.getByRole('button', { name: 'Pause subscription' }).click()
  await expect(page.getByRole('article')).toContainText('until it goes on by itself on')
})

test('Ada’s pause begins, and she resumes at the amount that the button says', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await openPause(page)
  await page.getByRole('button', { name: 'Pause subscription' }).click()
  await expect(page.getByRole('status')).toContainText('Your subscription pauses after')
  await moveClock('P1M')
  await enterPortal(page, people.ada, javaScriptEnabled)
  await expect(page.getByRole('article')).toContainText('Paused since')
  await page.getByRole('link', { name: 'Resume for $20.00' }).click()
  await expect(page.getByText('$20.00 is charged today.')).toBeVisible()
  await page.getByRole('button', { name: 'Pay $20.00 and resume' }).click()
  await expect(page.getByRole('status')).toContainText('Your subscription runs again. It renews on')
})

test('Ada leaves from her pause, in one step', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await openPause(page)
  await page.getByRole('button', { name: 'Pause subscription' }).click()
  await expect(page.getByRole('status')).toContainText('Your subscription pauses after')
  await moveClock('P1M')
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await expect(page.getByText('It is paused, so it ends at once.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await expect(page.getByRole('status')).toHaveText(
    'Your subscription has ended. Nothing more will be charged.',
  )
})

test('a pause is offered beside the way out', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await expect(page.getByRole('button', { name: 'Cancel subscription' })).toBeVisible()
  await page.getByRole('link', { name: 'Pause it instead' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pause Pro')
})
