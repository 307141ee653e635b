import { expect, test, type Page } from '@playwright/test'
import { gatherEverybody, linkOf, type Everybody } from '../pages/everybody.ts'
import { pages } from '../pages/table.ts'
import { payloads } from '../security/payloads.ts'
import { portalUrl } from './addresses.ts'
import { asSeller, portalHome } from './walk.ts'

let all: Everybody
test.beforeAll(async () => {
  test.setTimeout(60_000)
  all = await gatherEverybody()
})

/** One of each form, with what can be seen from outside: a call of our trap, a dialog, a request to elsewhere, another title. */
const nastiest = payloads.filter((_, index) => index % 5 === 1 || index % 60 === 3 || index % 60 === 9)

let next = 0
/** As many as there is room for, behind a word by which the field is found on a page again. */
function written(field: string, room: number): string {
  let text = `planted-${field}`
  for (let tries = 0; tries < nastiest.length; tries++) {
    const payload = nastiest[next++ % nastiest.length]!
    if (text.length + payload.length < room) text += ` ${payload}`
  }
  return text
}

/** Every text that is stored and that somebody may write, as far as a running product lets it be written. */
async function plant(): Promise<string[]> {
  const listed = async (path: string) =>
    ((await asSeller('GET', `${path}?limit=100`)) as { items: Record<string, string>[] }).items
  for (const { id } of await listed('/v1/products/'))
    await asSeller('PATCH', `/v1/products/${id}`, {
      name: written('product', 256),
      description: written('description', 4000),
    })
  for (const { id, type } of await listed('/v1/customers/')) {
    const [line1, line2, city] = ['line1', 'line2', 'city'].map((name) => written(name, 256))
    const billing_address = { country: 'DE', postal_code: written('postal', 64), line1, line2, city }
    await asSeller('PATCH', `/v1/customers/${id}`, { name: written('customer', 256), billing_address })
    if (type !== 'team') continue
    for (const member of await listed(`/v1/customers/${id}/members`))
      await asSeller('PATCH', `/v1/customers/${id}/members/${member.id}`, { name: written('member', 256) })
  }
  for (const { id, type } of await listed('/v1/benefits/'))
    await asSeller('PATCH', `/v1/benefits/${id}`, {
      type,
      description: written('benefit', 42),
      ...(type === 'custom' && { properties: { note: written('note', 10_000) } }),
    })
  for (const { id } of await listed('/v1/discounts/'))
    await asSeller('PATCH', `/v1/discounts/${id}`, { name: written('discount', 256) })
  for (const { id } of await listed('/v1/files/'))
    await asSeller('PATCH', `/v1/files/${id}`, { name: written('file', 256) })
  return [
    'product',
    'description',
    'line1',
    'city',
    'customer',
    'member',
    'benefit',
    'note',
    'discount',
    'file',
  ]
}

/** What a page did that a text must never make it do. */
async function watch(page: Page): Promise<string[]> {
  const happened: string[] = []
  const tell = (what: string) => happened.push(`${what} at ${page.url()}`)
  await page.exposeFunction('tellOfPayload', tell)
  await page.addInitScript(() => {
    const report = (what: string) =>
      void (window as unknown as { tellOfPayload(what: string): void }).tellOfPayload(what)
    Object.assign(window, { alert: () => report('a dialog') })
    Object.defineProperty(window, 'executed', {
      get: () => () => report('a program'),
      set() {
        report('a program that sets something')
      },
    })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      report(`a violation of ${violatedDirective} by ${blockedURI}`),
    )
  })
  page.on('dialog', (dialog) => {
    tell('a dialog')
    void dialog.dismiss()
  })
  page.on('pageerror', ({ message }) => tell(message))
  page.on('request', (request) => {
    if (!/^(http:\/\/localhost:|data:,$)/.test(request.url())) tell(`a request to ${request.url()}`)
  })
  return happened
}

test('a program in a page does not go unnoticed', async ({ page }) => {
  const happened = await watch(page)
  const planted = '<img src="data:,x" onerror="executed()">'
  await page.route('**/sign-in', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace('<main', `${planted}<main`) })
  })
  await page.goto(`${portalHome}/sign-in`)
  await page.evaluate((text) => {
    try {
      document.body.innerHTML = text
    } catch {
      // Refused: told as a violation.
    }
    ;(window as unknown as { executed(): void }).executed()
  }, planted)
  await expect
    .poll(() => happened.map((what) => what.split(' at ')[0]).toSorted())
    .toEqual([
      'a program',
      'a violation of require-trusted-types-for by trusted-types-sink',
      'a violation of script-src-attr by inline',
    ])
})

test('nothing that anybody wrote is run, on any page that shows it', async ({ page }) => {
  test.setTimeout(120_000)
  const fields = new Set(await plant())
  const happened = await watch(page)
  const places = Object.values(pages).flatMap((of) => (typeof of === 'string' ? [] : of(all)))
  const look = async () => {
    const seen = await page.evaluate(() => {
      const typed = [...document.querySelectorAll('input, textarea')].map(
        (field) => (field as HTMLInputElement).value,
      )
      return [document.body.innerText, ...typed].join(' ')
    })
    for (const field of fields) if (seen.includes(`planted-${field}`)) fields.delete(field)
    expect(await page.title()).not.toBe('1')
  }
  const bySomebody = Map.groupBy(places, ({ as }) => as)
  for (const [who, theirs] of bySomebody) {
    await page.context().clearCookies()
    if (who) {
      await page.goto(await linkOf(who))
      await page.waitForURL((url) => url.href.startsWith(portalHome) && url.search === '')
      await look()
    }
    for (const { at } of theirs) {
      await page.goto(who ? portalHome + at : new URL(at, portalUrl).href)
      await look()
    }
  }
  // And where the next page comes without a new document.
  await page.goto(await linkOf(all.ada))
  await page.waitForURL(portalHome)
  for (const name of ['Billing details', 'Invoices', 'Overview', 'Activity']) {
    const title = await page.title()
    await page.getByRole('navigation').first().getByRole('link', { name, exact: true }).click()
    await expect(page).not.toHaveTitle(title)
    await look()
  }
  expect(happened).toEqual([])
  expect([...fields], 'fields that no page showed').toEqual([])
})
