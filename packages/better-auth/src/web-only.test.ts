import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build, type Rolldown } from 'vite'
import { expect, it } from 'vitest'
import { delivery } from './testing/app.ts'
import type { openOnTheWeb } from './testing/on-the-web.ts'

/** What the file needs, as one script for a browser or a worker. */
async function bundleOf(file: string, external: RegExp[]): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, file), formats: ['es'] },
      rolldownOptions: { external, output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput[]
  return built[0]!.output.map((one) => ('code' in one ? one.code : '')).join('\n')
}

const betterAuth = [/^better-auth/, /^@better-auth\//]
const ofNode = /['"]node:|\bBuffer\b|\bprocess\.|\brequire\(|__dirname|\bsetImmediate\b/

it.each(['index.ts', 'client.ts'])('%s uses nothing that only Node has', async (file) => {
  const code = await bundleOf(file, betterAuth)
  expect(code.length).toBeGreaterThan(1_000)
  expect(code.split('\n').filter((line) => ofNode.test(line) && !/^\s*(\/\/|\*)/.test(line))).toEqual([])
})

it('client.ts carries nothing of the server', async () => {
  const code = await bundleOf('client.ts', [...betterAuth, /^nanostores/])
  expect(code).not.toMatch(/createAuthEndpoint|jwtVerify|customerSessions/)
})

it('serves where there is the web alone: no Node, no globals of Node', async () => {
  const code = await bundleOf('testing/on-the-web.ts', [/^node:/])
  const web = {
    URL,
    URLSearchParams,
    Headers,
    Request,
    Response,
    fetch,
    crypto,
    TextEncoder,
    TextDecoder,
    atob,
    btoa,
    setTimeout,
    clearTimeout,
    AbortController,
    AbortSignal,
    ReadableStream,
    structuredClone,
    performance,
    queueMicrotask,
    console,
    FormData,
    Blob,
    Event,
    EventTarget,
  }
  // A script has no import: what the bundle would load from Node by name is not there, as in a browser.
  const script = code
    .replace(/export \{[^}]*\};?\s*$/, '')
    .replaceAll(/\bimport\([^)]*\)/g, 'Promise.reject(new Error("There is no such thing here"))')
  const context = createContext(web)
  const open = runInContext(`${script}\nopenOnTheWeb`, context) as typeof openOnTheWeb
  const { handler, books } = open('https://verge.example')
  const post = (path: string, body: object, cookie = '') =>
    handler(
      new Request(`https://verge.example/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://verge.example', cookie },
        body: JSON.stringify(body),
      }),
    )
  const signedUp = await post('/sign-up/email', { email: 'a@example.com', password: 'verge-demo', name: 'A' })
  expect(signedUp.status).toBe(200)
  const cookie = signedUp.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  expect((await post('/checkout', { slug: 'pro' }, cookie)).status).toBe(200)
  expect((await post('/customer/return', {}, cookie)).status).toBe(200)
  const event = { type: 'order.paid', timestamp: '', data: {} }
  expect((await handler(await delivery(event))).status).toBe(200)
  expect(books.customers).toHaveLength(1)
})
