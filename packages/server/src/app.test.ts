import { expect, it } from 'vitest'
import { createApp } from './app.ts'

const says = (text: string) => async () => new Response(text)
const backend = {
  api: says('api'),
  documents: says('documents'),
  files: says('files'),
  checkout: says('checkout'),
  processorEvents: says('processor events'),
  sandbox: says('sandbox'),
}
const get = async (parts: Parameters<typeof createApp>[0], path: string) =>
  (await createApp(parts)(new Request(`http://localhost:4000${path}`), { isLocal: true })).text()

it.each([
  ['/v1/customers/', 'api'],
  ['/api/v1/customers/', 'api'],
  ['/checkout/polar_c_x', 'checkout'],
  ['/documents/invoice/x', 'documents'],
  ['/files/x', 'files'],
  ['/processor/events', 'processor events'],
  ['/sandbox/clock', 'sandbox'],
  ['/verge/portal', 'portal'],
  ['/', 'portal'],
])('serves %s from the %s', async (path, part) => {
  expect(await get({ portal: says('portal'), backend }, path)).toBe(part)
})

it.each(['/v1/customers/', '/files/x', '/processor/events', '/sandbox/clock'])(
  'says of %s that it is what it says, and by https that it is asked for by nothing else',
  async (path) => {
    const answer = (isSecure: boolean) =>
      createApp({ portal: says('portal'), backend, isSecure })(new Request(`http://localhost:4000${path}`), {
        isLocal: true,
      })
    expect((await answer(true)).headers.get('x-content-type-options')).toBe('nosniff')
    expect((await answer(true)).headers.get('strict-transport-security')).toContain('max-age=63072000')
    expect((await answer(false)).headers.has('strict-transport-security')).toBe(false)
  },
)

it.each(['/sandbox', '/sandbox/clock', '/sandbox/card', '/sandbox/3d-secure'])(
  'has no %s where payments are real, or Polar is hosted elsewhere',
  async (path) => {
    expect(await get({ portal: says('portal'), backend: { ...backend, sandbox: null } }, path)).toBe('portal')
    expect(await get({ portal: says('portal'), backend: null }, path)).toBe('portal')
  },
)

it('tells of what it refuses to other sites, to processors that are none and to strangers in the sandbox', async () => {
  const told: unknown[] = []
  const refusing = (status: number) => async () => new Response(null, { status })
  const app = createApp({
    portal: says('portal'),
    backend: { ...backend, processorEvents: refusing(401), sandbox: refusing(403), files: refusing(404) },
    note: (...line) => void told.push(line),
  })
  const ask = (path: string, headers: Record<string, string> = {}) =>
    app(new Request(`http://localhost:4000${path}`, { headers }), { isLocal: false })
  await ask('/processor/events')
  await ask('/sandbox')
  await ask('/verge/portal', { 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' })
  await ask('/files/x')
  await ask('/verge/portal')
  expect(told).toEqual([
    ['a call was refused', { operation: 'processor', error: '401' }],
    ['a call was refused', { operation: 'sandbox', error: '403' }],
    ['a call was refused', { operation: 'isolation', error: '403' }],
  ])
})

const publicUrl = 'https://billing.example.com'
const statusAt = async (url: string, pagesAt: string | null = publicUrl) =>
  (await createApp({ portal: says('portal'), backend, pagesAt })(new Request(url), { isLocal: false })).status

it.each([
  'https://billing.example.com/verge/portal',
  // A proxy speaks http to us, and may leave the port out or add one.
  'http://billing.example.com/verge/portal',
  'http://BILLING.example.com:4000/verge/portal',
  // One on this machine that passes no name on.
  'http://127.0.0.1:4000/verge/portal',
  'http://localhost:4000/verge/portal',
])('shows a page that is asked for at %s', async (url) => {
  expect(await statusAt(url)).toBe(200)
})

it.each([
  'https://evil.example/verge/portal',
  'https://billing.example.com.evil.example/verge/portal',
  'https://example.com/',
  'http://10.0.0.7:4000/verge/portal',
  'https://evil.example/checkout/polar_c_x',
  'https://evil.example/documents/invoice/x',
])('shows no page that is asked for at %s', async (url) => {
  expect(await statusAt(url)).toBe(421)
  // Where things are tried out, any name does.
  expect(await statusAt(url, null)).toBe(200)
})

it.each(['/v1/customers/', '/api/v1/customers/', '/files/x', '/processor/events', '/healthz'])(
  'answers programs at %s by whatever name they call',
  async (path) => {
    expect(await statusAt(`http://verge.internal:4000${path}`)).toBe(200)
  },
)

it('says of a page under another name what is to be done, tells the log, and repeats nothing of the name', async () => {
  const told: unknown[] = []
  const note = (...line: unknown[]) => void told.push(line)
  const app = createApp({ portal: says('portal'), backend, pagesAt: publicUrl, note })
  const answer = await app(new Request('https://evil.example/verge/portal?evil'), { isLocal: false })
  expect(`${await answer.text()} ${JSON.stringify([...answer.headers])}`).not.toContain('evil')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(told).toEqual([['a call was refused', { operation: 'host', error: '421' }]])
})
