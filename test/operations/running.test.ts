import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { accessToken, newDataDirectory, startProduct, type Product } from '../world/product.ts'

const email = 'canary.of.the.log@example.com'
const password = 'canary-password-4711'
const card = '4242424242424242'

let directory: string
let verge: Product
let database: pg.Pool
/** Every value that opens something or says who somebody is, by what it is. */
const canaries = new Map<string, string>([
  ['the access token', accessToken],
  ['the e-mail address', email],
  ['the password', password],
  ['the card number', card],
])
const jar = new Map<string, string>()

beforeAll(async () => {
  directory = newDataDirectory()
  verge = await startProduct(directory)
  const { config } = await startEmbeddedPostgres({ dataDirectory: directory })
  database = new pg.Pool({ ...config, max: 1 })
  database.on('error', () => {})
}, 120_000)
afterAll(async () => {
  await database.end()
  verge.process.kill('SIGTERM')
  await verge.ended
  rmSync(directory, { recursive: true, force: true })
}, 60_000)

async function send(url: string, init: RequestInit = {}): Promise<{ response: Response; text: string }> {
  const headers = new Headers(init.headers)
  headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
  headers.set('origin', new URL(url).origin)
  headers.set('sec-fetch-site', 'same-origin')
  const response = await fetch(url, { ...init, headers, redirect: 'manual' })
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
    jar.set(name!, value!)
    if (value!.length > 15) canaries.set(`the cookie ${name}`, value!)
  }
  return { response, text: await response.text() }
}
const json = (body: unknown, token?: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  body: JSON.stringify(body),
})
const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
})

async function asked<Row extends object>(statement: string, values?: unknown[]): Promise<Row[]> {
  return (await database.query<Row>(statement, values)).rows
}

it('writes no token, secret, card number, e-mail address or cookie into its log, whatever happens', async () => {
  // Somebody signs up and in, once with a wrong password.
  await send(`${verge.appUrl}/api/auth/sign-up/email`, json({ email, password, name: 'Canary' }))
  await send(`${verge.appUrl}/api/auth/sign-in/email`, json({ email, password: `${password}-wrong` }))
  await send(`${verge.appUrl}/api/auth/sign-in/email`, json({ email: `not.${email}`, password }))
  const signedIn = await send(`${verge.appUrl}/api/auth/sign-in/email`, json({ email, password }))
  expect(signedIn.response.status).toBe(200)

  // A session token opens the portal.
  const [person] = await asked<{ id: string }>(`SELECT id FROM verge_app."user" WHERE email = '${email}'`)
  const session = await send(
    `${verge.url}/v1/customer-sessions/`,
    json({ external_customer_id: person!.id }, accessToken),
  )
  const { token, customer_portal_url } = JSON.parse(session.text) as Record<string, string>
  canaries.set('the session token', token!)
  await send(customer_portal_url!)
  const portal = new URL(customer_portal_url!).pathname
  const entered = await send(`${verge.url}${portal}/session`, form({ customer_session_token: token! }))
  expect(entered.response.status).toBe(303)
  expect((await send(`${verge.url}${portal}`)).response.status).toBe(200)

  // A card is typed in at the processor's page, wrongly and rightly.
  const back = `${verge.url}${portal}/payment-methods/add`
  const cardPage = `${verge.url}/sandbox/card?${new URLSearchParams({ return_to: back })}`
  await send(cardPage, form({ number: `${card}1`, expiry: '1234', cvc: '12' }))
  const typed = await send(cardPage, form({ number: card, expiry: '12 / 34', cvc: '737' }))
  const returned = new URL(typed.response.headers.get('location')!)
  const confirmation = returned.searchParams.get('confirmation_token')!
  canaries.set('the confirmation token', confirmation)
  await send(returned.href)

  // Requests that fail.
  const broken = ['{', 'null', JSON.stringify({ email, token }), '\u0000']
  for (const body of broken) await send(`${verge.url}/v1/customers/`, { ...json({}, accessToken), body })
  await send(`${verge.url}/v1/customers/?email=${encodeURIComponent(email)}&token=${token}`)
  await send(`${verge.url}/v1/customer-portal/customers/me`, {
    headers: { authorization: `Bearer ${token}x` },
  })

  // Errors of our own: tables that are gone, under every way in.
  const away = ['customer_sessions', 'subscriptions', 'payment_methods', 'orders']
  for (const table of away) await asked(`ALTER TABLE verge_billing.${table} RENAME TO ${table}_away`)
  const failed = [
    await send(`${verge.url}/v1/customer-portal/customers/me`, {
      headers: { authorization: `Bearer ${token}` },
    }),
    await send(`${verge.url}${portal}`),
    await send(`${verge.url}${portal}?customer_session_token=${token}&email=${encodeURIComponent(email)}`),
    await send(customer_portal_url!),
    await send(`${verge.url}/v1/customer-sessions/`, json({ external_customer_id: person!.id }, accessToken)),
    await send(`${verge.url}/documents/invoice/${person!.id}?expires=1&signature=${token}`),
  ]
  for (const table of away) await asked(`ALTER TABLE verge_billing.${table}_away RENAME TO ${table}`)
  await asked('ALTER TABLE verge_app.session RENAME TO session_away')
  failed.push(await send(`${verge.appUrl}/api/subscription`))
  await asked('ALTER TABLE verge_app.session_away RENAME TO session')
  expect(failed.filter(({ response }) => response.status >= 500).length).toBeGreaterThan(2)

  // A row that a constraint refuses, with the address in what the database says of it.
  await asked(
    `ALTER TABLE verge_billing.customers ADD CONSTRAINT canary CHECK (email <> 'a.${email}') NOT VALID`,
  )
  const refused = await send(
    `${verge.url}/v1/customers/`,
    json({ email: `a.${email}`, external_id: 'canary' }, accessToken),
  )
  expect(refused.response.status).toBe(500)
  expect(refused.text).toMatch(/Reference: [0-9a-f-]{36}/)

  // The same in the app, where others than we would print it: the refused row is the person's own.
  await asked(
    `ALTER TABLE verge_app."user" ADD CONSTRAINT canary_of_people CHECK (name <> 'Refused') NOT VALID`,
  )
  const renamed = await send(`${verge.appUrl}/api/auth/update-user`, json({ name: 'Refused' }))
  expect(renamed.response.status).toBe(500)
  expect(renamed.text).toMatch(/Reference: [0-9a-f-]{36}/)

  for (const name of ['secret', 'better-auth-secret', 'webhook-secret'])
    canaries.set(`the file ${name}`, readFileSync(join(directory, name), 'utf8').trim())
  const journal = readFileSync(join(directory, 'postgresql.log'), 'utf8')
  expect(journal).toContain('canary')
  const said = verge.said() + journal
  expect(said).toContain('something broke')
  expect(said).toContain('canary')
  const leaked = [...canaries].filter(([, value]) =>
    [value, encodeURIComponent(value), decodeURIComponent(value)].some((one) => said.includes(one)),
  )
  expect(leaked.map(([what]) => what)).toEqual([])

  // Nor does what opens anything stand where it was not meant to: every column of every table is looked through.
  const opens = [...canaries].filter(([what]) => !/e-mail|cookie/.test(what))
  const stored: string[] = []
  for (const { place, name } of await columns()) {
    const found = await asked<{ what: string }>(
      `SELECT what FROM unnest($1::text[], $2::text[]) AS canary (what, value)
       WHERE EXISTS (SELECT FROM ${place} AS t WHERE strpos(t.${name}::text, value) > 0)`,
      [opens.map(([what]) => what), opens.map(([, value]) => value)],
    )
    stored.push(...found.map(({ what }) => `${what} in ${place}.${name}`))
  }
  expect(stored).toEqual(['the confirmation token in sandbox_processor.confirmation_tokens.id'])
}, 120_000)

it('asks the database for /readyz at both ports, and says when it is not there', async () => {
  for (const url of [verge.url, verge.appUrl]) {
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' })
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
  }
  const { pid } = await startEmbeddedPostgres({ dataDirectory: directory })
  const connected = await asked<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
  )
  const processes = [pid, ...connected.map((one) => one.pid)]
  for (const one of processes) process.kill(one, 'SIGSTOP')
  try {
    const started = performance.now()
    const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`${verge.url}/readyz`)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503))
    expect(await answers[0]!.json()).toEqual({
      status: 'unavailable',
      problem: 'The database does not answer in time.',
    })
    // One question answered them all: asked one after the other, each would have waited a second.
    expect(performance.now() - started).toBeLessThan(answers.length * 500)
    expect((await fetch(`${verge.appUrl}/readyz`)).status).toBe(503)
    expect((await fetch(`${verge.appUrl}/healthz`)).status).toBe(200)
  } finally {
    for (const one of processes) process.kill(one, 'SIGCONT')
  }
})

it('starts its PostgreSQL again when that ends by itself, and is ready again', async () => {
  const { pid } = await startEmbeddedPostgres({ dataDirectory: directory })
  process.kill(pid, 'SIGKILL')
  const seen = new Set<string>()
  // However long it takes on a busy machine: the test has a limit of its own.
  for (let isBack = false; !isBack; await setTimeout(50)) {
    const answer = await fetch(`${verge.url}/readyz`)
    const { status, problem } = (await answer.json()) as { status: string; problem?: string }
    isBack = status === 'ready' && seen.size > 0
    if (isBack || problem) seen.add(problem ?? status)
  }
  expect([...seen].some((words) => words.startsWith('The database'))).toBe(true)
  const answer = await fetch(`${verge.url}/v1/products/`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  expect(answer.status).toBe(200)
}, 120_000)

it('lets go who only listens when it is asked to end, and ends well', async () => {
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  const [product] = ((await (await fetch(`${verge.url}/v1/products/`, { headers })).json()) as Products).items
  const body = JSON.stringify({ products: [product!.id] })
  const made = await fetch(`${verge.url}/v1/checkouts/`, { method: 'POST', headers, body })
  const { client_secret } = (await made.json()) as { client_secret: string }
  const stream = await fetch(`${verge.url}/v1/checkouts/client/${client_secret}/stream`)
  const [code, text] = await Promise.all([verge.stop(), stream.text()])
  expect(code).toBe(0)
  // Who is shown out at the end of the grace gets no end of what they read, and `text()` would have thrown.
  expect(text).toMatch(/^: nothing new/)
})

interface Products {
  items: { id: string }[]
}

function columns(): Promise<{ place: string; name: string }[]> {
  return asked(
    `SELECT format('%I.%I', table_schema, table_name) AS place, format('%I', column_name) AS name
     FROM information_schema.columns WHERE table_schema IN ('verge_billing', 'sandbox_processor', 'verge_app')
       AND data_type IN ('text', 'jsonb') ORDER BY 1, 2`,
  )
}
