import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '@verge/polar/contract/operations'
import { createApi } from '@verge/server/api/api'
import { bindings } from '@verge/server/api/bindings'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => {
  world = await serveWorld()
})
afterAll(async () => {
  await world.close()
})

async function send(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const init: RequestInit = { method, headers: { authorization: `Bearer ${accessToken}`, ...headers } }
  if (body !== undefined) init.body = body
  const response = await fetch(world.url + path, init)
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}

const customerCount = async () => (await world.ports.db.selectFrom('customers').select('id').execute()).length

describe('bad input', () => {
  it.each([
    ['malformed JSON', 'POST', '/v1/customers/', '{"email":'],
    ['an unknown key', 'POST', '/v1/customers/', '{"email":"a@example.com","role":"owner"}'],
    [
      'a key of the prototype',
      'POST',
      '/v1/customers/',
      '{"email":"a@example.com","__proto__":{"external_id":"x"},"constructor":1}',
    ],
    ['text with NUL', 'POST', '/v1/customers/', '{"email":"a@example.com","name":"a\\u0000b"}'],
    ['no e-mail address', 'POST', '/v1/customers/', '{"email":"nobody"}'],
    [
      'a negative amount',
      'POST',
      '/v1/products/',
      '{"name":"Bad","prices":[{"amount_type":"fixed","price_amount":-1}]}',
    ],
    [
      'a fraction of a cent',
      'POST',
      '/v1/products/',
      '{"name":"Bad","prices":[{"amount_type":"fixed","price_amount":1.5}]}',
    ],
    [
      'an amount as text',
      'POST',
      '/v1/products/',
      '{"name":"Bad","prices":[{"amount_type":"fixed","price_amount":"100"}]}',
    ],
    [
      'an amount beyond every number',
      'POST',
      '/v1/products/',
      '{"name":"Bad","prices":[{"amount_type":"fixed","price_amount":1e309}]}',
    ],
    [
      'an amount that no number holds exactly',
      'POST',
      '/v1/products/',
      '{"name":"Bad","prices":[{"amount_type":"fixed","price_amount":9007199254740993}]}',
    ],
    [
      'an amount with a comma',
      'POST',
      '/v1/products/',
      '{"name":"Bad","prices":[{"amount_type":"fixed","price_amount":"1,00"}]}',
    ],
    [
      'an amount that is true',
      'POST',
      '/v1/products/',
      '{"name":"Bad","prices":[{"amount_type":"fixed","price_amount":true}]}',
    ],
    ['a parameter that stands twice, once wrong', 'GET', '/v1/customers/?limit=1&limit=abc', undefined],
    ['an id that is none', 'GET', '/v1/customers/not-an-id', undefined],
    ['page zero', 'GET', '/v1/customers/?page=0', undefined],
    ['a negative limit', 'GET', '/v1/customers/?limit=-1', undefined],
    ['an unknown sorting', 'GET', '/v1/customers/?sorting=shoe_size', undefined],
    ['an unknown query key', 'GET', '/v1/customers/?colour=red', undefined],
    [
      'a return address that is no web address',
      'POST',
      '/v1/customer-sessions/',
      '{"external_customer_id":"x","return_url":"javascript:alert(1)"}',
    ],
  ])('%s is refused with its place and changes nothing', async (_, method, path, body) => {
    const before = await customerCount()
    const answer = await send(method, path, body)
    expect(answer.status).toBe(422)
    expect(answer.body).toMatchObject({
      error: 'RequestValidationError',
      detail: expect.arrayContaining([expect.objectContaining({ msg: expect.any(String) })]),
    })
    expect(await customerCount()).toBe(before)
  })

  it('a body over ten megabytes is refused', async () => {
    const answer = await send(
      'POST',
      '/v1/customers/',
      JSON.stringify({ email: 'a@example.com', name: 'x'.repeat(11 * 1024 * 1024) }),
    )
    expect(answer.status).toBe(413)
  })

  it('a body that breaks off changes nothing, and is no fault of ours', async () => {
    const before = await customerCount()
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"email":"a@example.com"'))
        controller.error(new Error('aborted'))
      },
    })
    const sending = {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
      body,
      duplex: 'half',
    }
    const faults: unknown[] = []
    const api = createApi(world.ports, { report: (fault) => faults.push(fault) })
    expect((await api(new Request(`${world.url}/v1/customers/`, sending))).status).toBe(408)
    expect(faults).toEqual([])
    expect(await customerCount()).toBe(before)
  })

  it('lists within lists without end are refused as what they are', async () => {
    for (const depth of [1000, 100_000]) {
      const name = '['.repeat(depth) + ']'.repeat(depth)
      const answer = await send('POST', '/v1/customers/', `{"email":"a@example.com","name":${name}}`)
      expect(answer.status).toBe(422)
    }
  })

  it('text that is no UTF-8 is stored as what cannot be read, or refused, and breaks nothing', async () => {
    const body = Buffer.concat([
      Buffer.from('{"email":"utf8@example.com","name":"'),
      Buffer.from([0xff, 0xc0, 0x80]),
      Buffer.from('"}'),
    ])
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const answer = await fetch(`${world.url}/v1/customers/`, { method: 'POST', headers, body })
    expect([201, 422]).toContain(answer.status)
    expect(await answer.text()).not.toContain('\u0000')
  })

  it('a method that a header names instead is not the method', async () => {
    const before = await customerCount()
    const { id } = await world.ports.db.selectFrom('products').select('id').executeTakeFirstOrThrow()
    for (const name of ['x-http-method-override', 'x-method-override', 'x-http-method']) {
      const answer = await send('GET', `/v1/products/${id}`, undefined, {
        [name]: 'DELETE',
      })
      expect(answer).toMatchObject({ status: 200, body: { id, is_archived: false } })
    }
    expect(await customerCount()).toBe(before)
  })

  it('a key that stands twice counts once, as the last one says', async () => {
    const body = '{"email":"first@example.com","email":"second@example.com"}'
    expect(await send('POST', '/v1/customers/', body)).toMatchObject({
      status: 201,
      body: { email: 'second@example.com' },
    })
  })

  it('a limit over a hundred is a hundred', async () => {
    expect((await send('GET', '/v1/customers/?limit=5000')).status).toBe(200)
  })

  it('an unknown route and an unknown version are not found', async () => {
    expect(await send('GET', '/v1/nothing')).toMatchObject({ status: 404, body: { detail: 'Not Found' } })
    expect(await send('GET', '/v1/customers/', undefined, { 'polar-version': '1999-01' })).toMatchObject({
      status: 404,
      body: { detail: 'Not Found' },
    })
  })

  it('both spellings of a path answer, and the version is echoed', async () => {
    for (const path of ['/v1/customers', '/v1/customers/', '/api/v1/customers/']) {
      const answer = await send('GET', path, undefined, { 'polar-version': '2026-10' })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('polar-version')).toBe('2026-10')
    }
  })
})

describe('the contract', () => {
  it('is carried out whole', () => {
    const bound = new Set(bindings.map(({ operation }) => operation.name))
    expect(operations.map(({ name }) => name).filter((name) => !bound.has(name))).toEqual([])
  })
})
