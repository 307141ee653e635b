import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '@verge/server/api/api'
import { callerAt, proxiesAt } from '@verge/server/caller'
import { createThrottle } from '@verge/server/operations/limits/throttle'
import { openWorld, type World } from '../world/open.ts'

let world: World
let api: ReturnType<typeof createApi>
beforeEach(async () => {
  world = await openWorld()
  api = createApi(world.ports, {
    report: ({ error }) => expect.unreachable(String(error)),
    throttle: createThrottle({ now: world.ports.clock.now }),
  })
})
afterEach(() => world.ports.db.destroy())

const noProxies = proxiesAt([])!

interface Asked {
  path: string
  /** Where the socket comes from. */
  from?: string
  headers?: Record<string, string>
  body?: unknown
}

async function ask({ path, from = '198.51.100.1', headers = {}, body }: Asked): Promise<number> {
  const init = {
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  }
  const request = new Request(`http://localhost:4000${path}`, init)
  const { address } = callerAt(from, request.headers, noProxies)
  return (await api(request, { ...(address && { address }) })).status
}

/** What callers say of where they are, in the words of every proxy there is. */
const pretending = (number: number): Record<string, string>[] =>
  [
    'x-forwarded-for',
    'x-real-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'fastly-client-ip',
    'x-client-ip',
    'x-cluster-client-ip',
    'x-originating-ip',
    'x-remote-addr',
  ].map((name) => ({ [name]: `203.0.113.${number}` }))
const forwarded = (number: number) => ({ forwarded: `for=203.0.113.${number}` })

/** One address, in every spelling that might be taken for another. */
const spelt = (path: string) => [
  path,
  `${path}/`,
  `/api${path}`,
  `${path}?a=b`,
  `${path}#c`,
  `/./${path.slice(1)}`,
  `/x/..${path}`,
  path.toUpperCase(),
  path.replace('customer', '%63ustomer'),
  path.replace('/v1/', '/v1//'),
  path.replace('/v1/', '/v1/%2e/'),
]

describe('whoever guesses at tokens', () => {
  const orders = '/v1/customer-portal/orders'

  it.each<[string, (number: number) => Asked]>([
    [
      'a header of some proxy',
      (number) => ({
        path: orders,
        headers: [...pretending(number), forwarded(number)][number % 10]!,
      }),
    ],
    ['another address of their network', (number) => ({ path: orders, from: `2001:db8:0:1::${number}` })],
    ['another spelling of the address', (number) => ({ path: spelt(orders)[number % 11]! })],
    ['nothing but another token', () => ({ path: orders })],
  ])('is refused after sixty in a minute, whether they change %s', async (_, asked) => {
    const guess = (number: number) => {
      const { headers, ...rest } = asked(number)
      return ask({ ...rest, headers: { ...headers, authorization: `Bearer polar_cst_guess_${number}` } })
    }
    const answers: number[] = []
    for (let number = 0; number < 62; number++) answers.push(await guess(number))
    expect([...new Set(answers.slice(0, 60))]).toEqual([401])
    expect(answers.at(-1)).toBe(429)
  })
})

describe('whoever guesses at codes', () => {
  const path = '/v1/customer-portal/customer-session/authenticate'
  const body = { code: 'AAAAAA' }
  const counted = async (asked: (number: number) => Asked, times: number) => {
    const answers: number[] = []
    for (let number = 0; number < times; number++) answers.push(await ask({ ...asked(number), body }))
    return answers
  }

  it.each<[string, (number: number) => Asked]>([
    ['a header of some proxy', (number) => ({ path, headers: pretending(number)[number]! })],
    ['another address of their network', (number) => ({ path, from: `2001:db8:0:1:${number}::1` })],
    [
      'a header that names another method',
      (number) => ({ path, headers: { 'x-http-method-override': 'GET', 'x-request-id': `${number}` } }),
    ],
  ])('is refused after six in a minute, whether they send %s', async (_, asked) => {
    expect(await counted(asked, 7)).toEqual([401, 401, 401, 401, 401, 401, 429])
  })

  it('is counted by what an address reaches, however it is spelt: a spelling that reaches nothing tries no code', async () => {
    const answers = await counted((number) => ({ path: spelt(path)[number]! }), spelt(path).length)
    expect(answers.every((status) => [401, 404, 429].includes(status))).toBe(true)
    expect(answers.filter((status) => status === 401)).toHaveLength(6)
    expect(answers).toContain(429)
  })
})
