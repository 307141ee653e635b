import { expect, test } from '@playwright/test'
import { people } from '../../people/people.ts'
import { beginAgain, enterPortal, moveClock, sentMails } from '../walk.ts'

test.beforeEach(beginAgain)

test('Ada cancels with one click on one screen, explains it afterwards, and takes it back', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await expect(page.getByText(/You keep access until \w+ \d+, \d{4}\./)).toBeVisible()
  await expect(page.getByText('Nothing more will be charged.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await expect(page.getByRole('status')).toContainText('Your subscription is canceled. You keep access until')
  const back = page.getByRole('link', { name: 'Back to Verge' })
  await expect(back).toHaveAttribute('href', /\/back\?portal=canceled&subscription=[0-9a-f-]{36}$/)
  expect((await sentMails())[0]).toMatchObject({
    recipient: people.ada.email,
    subject: 'Your subscription will end',
  })

  await page.getByLabel('It costs too much').check()
  await page.getByLabel('Anything you would like to add').fill('Half of it would do.')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('status')).toHaveText('Thank you for telling us.')

  await page.getByRole('button', { name: 'Reactivate subscription' }).click()
  await expect(page.getByRole('status')).toContainText('Your subscription continues. It renews on')
  await expect(back).toHaveAttribute('href', /portal=reactivated/)
})

test('Joan cancels her trial and is never charged', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.joan, javaScriptEnabled)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await expect(page.getByText('You will not be charged at all.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await moveClock('P1M')
  await enterPortal(page, people.joan, javaScriptEnabled)
  await expect(page.getByRole('article').first()).toContainText('Ended')
  await expect(page.getByRole('heading', { name: 'Latest invoices' })).toHaveCount(0)
})

test('Linus cancels while a payment is open, which ends it at once and collects nothing more', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.linus, javaScriptEnabled)
  await page.getByRole('link', { name: 'Cancel subscription' }).click()
  await expect(page.getByText('The open invoice of $25.10 is not collected any more.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel subscription' }).click()
  await expect(page.getByRole('status')).toContainText(
    'Your subscription has ended. Nothing more will be charged. The open invoice of $25.10 is not collected any more.',
  )
})

test('Grace takes her cancellation back from the overview', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.grace, javaScriptEnabled)
  await page.getByRole('button', { name: 'Reactivate subscription' }).click()
  await expect(page.getByRole('status')).toContainText('Your subscription continues.')
})

test('time passes: Ada renews, Grace ends', async ({ page, javaScriptEnabled }) => {
  await moveClock('P1M')
  await enterPortal(page, people.grace, javaScriptEnabled)
  await expect(page.getByRole('heading', { name: 'Past subscriptions' })).toBeVisible()
  await page.context().clearCookies()
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Invoices', exact: true }).click()
  await expect(page.getByRole('link', { name: /VERGE-/ })).toHaveCount(15)
})

test('Alan buys again at the price that he was shown, once', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.alan, javaScriptEnabled)
  await page.getByRole('link', { name: 'Buy again' }).click()
  await expect(page.getByText('$20.00 will be charged today.')).toBeVisible()
  const again = page.url()
  const form = {
    form_token: await page.locator('main input[name=form_token]').inputValue(),
    agreed_amount: await page.locator('input[name=agreed_amount]').inputValue(),
    key: await page.locator('input[name=key]').inputValue(),
  }
  await page.getByRole('button', { name: 'Pay $20.00' }).click()
  await expect(page.getByRole('status')).toContainText('Welcome back. Your subscription is active.')
  await expect(page.getByRole('link', { name: 'Back to Verge' })).toHaveAttribute(
    'href',
    /portal=resubscribed/,
  )
  const headers = { origin: new URL(again).origin }
  expect((await page.request.post(again, { form, headers })).ok()).toBe(true)
  expect((await page.request.post(again, { form: { ...form, key: `${form.key}-2` }, headers })).ok()).toBe(
    true,
  )
  await page.getByRole('link', { name: 'Invoices', exact: true }).click()
  await expect(page.getByRole('link', { name: /VERGE-/ })).toHaveCount(4)
})
