import { once } from 'node:events'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { chromium, expect, test, type Page } from '@playwright/test'
import { createApp } from '@verge/server/app'
import { openLog } from '@verge/server/ports/log'
import { systemClock } from '@verge/server/ports/clock'
import { createReports } from '@verge/server/reports'
import { ownCertificate } from '../world/certificate.ts'
import { openWorld, type World } from '../world/open.ts'
import { portalOf } from '../world/visitor.ts'
import { chromiumArgs, wholeChromiumPath } from './chromium.ts'

const canary = 'polar_cst_which_no_report_may_carry'

let world: World
let server: ServerType
/** All that the log was told. */
let lines: string[]
test.beforeAll(async () => void (world = await openWorld()))
test.afterAll(() => world.ports.db.destroy())
test.beforeEach(() => void (lines = []))
test.afterEach(() => server.close())

async function serve(scheme: 'http' | 'https'): Promise<string> {
  const log = openLog({ write: (line) => lines.push(line) })
  const reports = createReports({ warn: log.warn, now: systemClock.now })
  const portal = portalOf(world)
  const app = createApp({ portal: portal.handle, reports, backend: null })
  const fetch = (request: Request) => app(request, { isLocal: true, address: '198.51.100.1' })
  server = createAdaptorServer(
    scheme === 'http'
      ? { fetch }
      : { fetch, createServer: createHttpsServer, serverOptions: ownCertificate() },
  )
  server.listen(0)
  await once(server, 'listening')
  return `${scheme}://localhost:${(server.address() as AddressInfo).port}/verge/portal/sign-in`
}

/** What no page of ours does: a text becomes a page without anybody having looked at it. */
async function violate(page: Page, address: string): Promise<void> {
  await page.goto(`${address}?customer_session_token=${canary}`)
  await page.evaluate(() => {
    try {
      document.body.innerHTML = '<b>Never seen</b>'
    } catch {
      // Refused, as it should be.
    }
  })
}

async function expectToBeTold(address: string): Promise<void> {
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBe(1)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: 'warn',
    msg: 'a browser refused what a page of ours held',
    type: 'csp-violation',
    directive: 'require-trusted-types-for',
    page: address,
    blocked: 'trusted-types-sink',
  })
  expect(lines[0]).not.toContain(canary)
}

test('a browser that refuses something tells the log where and what, and nothing that the address carried', async () => {
  const executablePath = wholeChromiumPath()
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : { channel: 'chromium' }),
    args: [...chromiumArgs, '--headless=new', '--ignore-certificate-errors', '--short-reporting-delay'],
    ignoreDefaultArgs: ['--headless'],
  })
  try {
    const address = await serve('https')
    const page = await browser.newPage()
    const told: string[] = []
    page.on('console', (message) => told.push(message.text()))
    await violate(page, address)
    await expectToBeTold(address)
    // And nothing else that it would object to.
    expect(told).toEqual([expect.stringContaining("requires 'TrustedHTML' assignment")])
  } finally {
    await browser.close()
  }
})

test('a browser that knows the older way alone tells the same', async ({ page }) => {
  const address = await serve('http')
  await page.route(`${address}**`, async (route) => {
    const response = await route.fetch()
    const headers = response.headers()
    const policy = headers['content-security-policy']!.replace('; report-to csp', '')
    await route.fulfill({ response, headers: { ...headers, 'content-security-policy': policy } })
  })
  await violate(page, address)
  await expectToBeTold(address)
})
