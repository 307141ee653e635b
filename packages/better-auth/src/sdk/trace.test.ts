import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { Polar } from '@polar-sh/sdk'
import { createPolar } from 'polar-sdk-1/2026-10'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callerWithin } from './call.ts'

const token = 'polar_oat_that_opens_everything'
const email = 'ada@example.com'
let answer: (response: ServerResponse) => void
let server: Server
let url: string
beforeAll(async () => {
  server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const json =
  (status: number, body: object) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const failures: [string, (response: ServerResponse) => void][] = [
  ['an answer that is not what it should be', json(201, { id: 'cus_1', email })],
  ['an answer of a status that nobody knows', json(299, { id: 'cus_1', email })],
  ['a fault', json(500, { error: 'InternalServerError', detail: `Something about ${email}` })],
  ['a refused token', json(401, { error: 'invalid_token', error_description: `Not for ${email}` })],
  [
    'input that is refused',
    json(422, { detail: [{ loc: ['body', 'email'], msg: 'Taken', type: 'value_error', input: email }] }),
  ],
  ['a page', (response) => void response.writeHead(503).end(`<h1>Sorry, ${email}</h1>`)],
  ['a line that breaks', (response) => void response.destroy()],
]

/** What a logger prints, and what an app that catches it can print. */
async function toldOf(call: () => Promise<unknown>): Promise<string> {
  const error: unknown = await callerWithin(5_000)('customers.create', call).then(
    () => 'nothing',
    (thrown: unknown) => thrown,
  )
  return inspect(error, { depth: 20, showHidden: true })
}

describe.each(failures)('what is told of %s', (_, respond) => {
  it.each([
    [
      '0.47.1',
      () => new Polar({ accessToken: token, serverURL: url }).customers.create({ email, name: 'Ada' }),
    ],
    [
      '1.0.1',
      () => createPolar({ accessToken: token, baseUrl: url }).customers.create({ email, name: 'Ada' }),
    ],
  ])(
    'has neither the access token nor what is known of the customer, with the client %s',
    async (_, call) => {
      answer = respond
      const told = await toldOf(call)
      expect(told).not.toContain(token)
      expect(told).not.toContain(email)
    },
  )
})

it('says what was answered, by name', async () => {
  answer = json(500, { error: 'InternalServerError', detail: 'Something' })
  const told = await toldOf(() =>
    createPolar({ accessToken: token, baseUrl: url }).customers.create({ email, name: 'Ada' }),
  )
  expect(told).toMatch(/customers\.create was answered with 500/)
  expect(told).toMatch(/InternalServerError/)
})

it('says which parts of an answer are wrong', async () => {
  answer = json(201, { id: 'cus_1', email })
  const told = await toldOf(() =>
    new Polar({ accessToken: token, serverURL: url }).customers.create({ email, name: 'Ada' }),
  )
  expect(told).toMatch(/wrong in the answer: .*created_at/)
})

it('says why a line broke', async () => {
  answer = (response) => void response.destroy()
  const told = await toldOf(() =>
    new Polar({ accessToken: token, serverURL: url }).customers.create({ email, name: 'Ada' }),
  )
  expect(told).toMatch(/UND_ERR_SOCKET/)
})
