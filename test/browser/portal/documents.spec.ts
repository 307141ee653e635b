import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { people } from '../../people/people.ts'
import { beginAgain, enterPortal } from '../walk.ts'

test.beforeAll(beginAgain)

async function download(page: Page, name: string) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()])
  return {
    name: file.suggestedFilename(),
    start: readFileSync(await file.path())
      .subarray(0, 5)
      .toString(),
  }
}

test('Maria downloads her invoice and her receipt', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.maria, javaScriptEnabled, '&flow=invoices&locale=en')
  await page.getByRole('link', { name: /VERGE-/ }).click()
  await expect(page.getByRole('row', { name: /Tax/ })).toContainText('€36.10')
  expect(await download(page, 'Download invoice')).toEqual({
    name: expect.stringMatching(/^VERGE-.*-0001\.pdf$/),
    start: '%PDF-',
  })
  expect(await download(page, 'Download receipt')).toEqual({
    name: expect.stringMatching(/^RCPT-.*-0001\.pdf$/),
    start: '%PDF-',
  })
})

test('corrects who one invoice is made out to; its country stays', async ({ page, javaScriptEnabled }) => {
  await enterPortal(page, people.ada, javaScriptEnabled, '&flow=invoices')
  await page
    .getByRole('link', { name: /VERGE-/ })
    .first()
    .click()
  await page.getByText('Correct the billing details on this invoice').click()
  await page.getByLabel('Name or company').fill('Byron & Sons Ltd')
  await page.getByRole('button', { name: 'Save billing details' }).click()
  await expect(page.getByRole('status')).toHaveText('The invoice now carries these billing details.')
  await expect(page.getByText('Byron & Sons Ltd').first()).toBeVisible()
  await page.getByText('Correct the billing details on this invoice').click()
  await page.getByLabel('Country').selectOption('FR')
  await page.getByRole('button', { name: 'Save billing details' }).click()
  await expect(page.getByLabel('Country')).toHaveAccessibleDescription(/cannot be changed/)
})

test('billing details are saved; a wrong VAT id is told at its field and loses nothing', async ({
  page,
  javaScriptEnabled,
}) => {
  await enterPortal(page, people.ada, javaScriptEnabled)
  await page.getByRole('link', { name: 'Billing details' }).click()
  await page.getByLabel('Name or company').fill('Byron Ltd')
  await page.getByLabel('VAT or tax ID').fill('GB1')
  await page.getByRole('button', { name: 'Save billing details' }).click()
  await expect(page.getByLabel('VAT or tax ID')).toHaveAccessibleDescription(/not a valid VAT or tax ID/)
  await expect(page.getByLabel('Name or company')).toHaveValue('Byron Ltd')
  await page.getByLabel('VAT or tax ID').fill('GB 123 456 789')
  await page.getByRole('button', { name: 'Save billing details' }).click()
  await expect(page.getByRole('status')).toHaveText('Your billing details are saved.')
  await expect(page.getByLabel('VAT or tax ID')).toHaveValue('GB123456789')
})
