import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

const note = { kept: 'for-the-seller-alone' }

async function ask(method: string, path: string, body?: object, token?: string) {
  const answer = await fetch(`${world.url}/v1/checkouts/${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, text, body: JSON.parse(text) as Record<string, unknown> }
}

it("a buyer's checkout tells nothing of what the seller noted about it and about the customer", async () => {
  const { id: product_id } = await world.ports.db
    .selectFrom('products')
    .select('id')
    .executeTakeFirstOrThrow()
  const noted = { metadata: note, customer_metadata: note }
  const made = await ask(
    'POST',
    '',
    { products: [product_id], customer_email: 'ada@example.com', ...noted },
    accessToken,
  )
  expect(made.body).toMatchObject(noted)
  const path = `client/${String(made.body.client_secret)}`
  const confirmation_token_id = await world.cardToken('4242424242424242')
  const answers = [
    await ask('GET', path),
    await ask('PATCH', path, { customer_name: 'Ada' }),
    await ask('POST', `${path}/confirm`, { confirmation_token_id }),
    await ask('GET', path),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  for (const { text, body } of answers) {
    expect(body).not.toHaveProperty('metadata')
    expect(body).not.toHaveProperty('customer_metadata')
    expect(text).not.toContain('for-the-seller-alone')
  }
})
