import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessToken, newDataDirectory, startProduct, type Product } from '../world/product.ts'
import { people } from '../people/people.ts'

const rounds = Number(process.env.DOCUMENT_KILLS ?? 3)

let directory: string
let verge: Product
beforeAll(async () => {
  directory = newDataDirectory()
  verge = await startProduct(directory)
}, 120_000)
afterAll(async () => {
  await verge.stop()
  rmSync(directory, { recursive: true, force: true })
}, 60_000)

async function call<Answer>(method: string, path: string, token: string, body?: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(verge.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (answer.status === 204 ? null : await answer.json().catch(() => null)) as Answer
}

/** A link to the latest paid invoice of Ada's, on whatever port the product has now. */
async function invoiceLink(): Promise<string> {
  const { token } = await call<{ token: string }>('POST', '/v1/customer-sessions/', accessToken, {
    external_customer_id: people.ada.id,
  })
  const { items } = await call<{ items: { id: string; paid: boolean }[] }>(
    'GET',
    '/v1/customer-portal/orders/',
    token,
  )
  const order = items.find(({ paid }) => paid)!
  await call('POST', `/v1/customer-portal/orders/${order.id}/invoice`, token, {})
  const { url } = await call<{ url: string }>('GET', `/v1/customer-portal/orders/${order.id}/invoice`, token)
  return url
}

const digest = (bytes: ArrayBuffer) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex')

it('serves an invoice whole or not at all when it is killed meanwhile, and byte for byte the same afterwards', async () => {
  const original = await (await fetch(await invoiceLink())).arrayBuffer()
  expect(original.byteLength).toBeGreaterThan(1_000)
  let whole = 0
  let refused = 0
  for (let round = 0; round < rounds; round++) {
    const link = await invoiceLink()
    const asking = Array.from({ length: 12 }, () =>
      fetch(link).then(
        (answer) => answer.arrayBuffer().then(digest, () => 'cut off'),
        () => 'cut off',
      ),
    )
    await new Promise((done) => setTimeout(done, 15 + round * 40))
    verge.process.kill('SIGKILL')
    await verge.ended
    const answers = await Promise.all(asking)
    expect(answers.filter((one) => one !== 'cut off' && one !== digest(original))).toEqual([])
    whole += answers.filter((one) => one !== 'cut off').length
    refused += answers.filter((one) => one === 'cut off').length
    verge = await startProduct(directory)
    expect(digest(await (await fetch(await invoiceLink())).arrayBuffer())).toBe(digest(original))
  }
  expect(refused).toBeGreaterThan(0)
  expect(whole + refused).toBe(rounds * 12)
}, 180_000)
