import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { violationsOn } from '../axe.ts'
import { portalUrl } from '../addresses.ts'
import { beginAgain, moveClock, tellAt } from '../walk.ts'

let receiver: Server
let status = 500
const heard: string[] = []

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    heard.push(String(request.headers['webhook-id']))
    request.resume()
    response.writeHead(status)
    response.end()
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
})
test.beforeEach(async () => {
  status = 500
  await beginAgain()
})
test.afterAll(async () => {
  receiver.close()
  await beginAgain()
})

test('shows what a receiver was told, and sends again what it did not take', async ({
  page,
  javaScriptEnabled,
}) => {
  await tellAt(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`, ['subscription.cycled'])
  await moveClock('P1M')
  const webhooks = page.getByRole('region', { name: 'Webhooks' })
  await expect(async () => {
    await page.goto(`${portalUrl}/sandbox`)
    await expect(webhooks).toContainText('answered 500; the next try is on', { timeout: 500 })
  }).toPass()
  if (javaScriptEnabled) {
    expect(await violationsOn(page)).toEqual([])
  }

  status = 200
  heard.length = 0
  await webhooks.getByRole('button', { name: 'Send again: subscription.cycled' }).first().click()
  await expect(async () => {
    await page.reload()
    await expect(webhooks).toContainText('arrived (answered 200)', { timeout: 500 })
  }).toPass()
  expect(heard.length).toBeGreaterThan(0)
})
