import { Polar } from '@polar-sh/sdk'
import { createPolar } from 'polar-sdk-1/2026-10'
import type { PolarSdk } from '@verge/better-auth'
import type { openApp } from './app.ts'
import { accessToken, type ServedWorld } from './serve.ts'

type App = ReturnType<typeof openApp>
type Client = (world: ServedWorld, token?: string) => PolarSdk

/** The official clients that an app may hand to the plugin. */
export const clients: [version: string, client: Client][] = [
  ['0.47.1', ({ url }, token = accessToken) => new Polar({ accessToken: token, serverURL: url })],
  ['1.0.1', ({ url }, token = accessToken) => createPolar({ accessToken: token, baseUrl: url })],
]
export const [[, anyClient]] = clients as [[string, Client]]

let people = 0
export const newEmail = () => `user-${people++}@example.com`

/** A user of the app whose customer subscribes to Pro. */
export async function subscriber(world: ServedWorld, app: App) {
  const browser = app.browser()
  const email = newEmail()
  const user = await browser.signUp(email)
  const customer = await eventually(() =>
    world.ports.db.selectFrom('customers').selectAll().where('external_id', '=', user.id).executeTakeFirst(),
  )
  await world.addCard(customer.id, '4242 4242 4242 4242')
  const subscription = await world.subscribe(customer.id)
  return { ...browser, user, customer, subscription }
}

/** Bought before there was a user: Polar knows an address and no user's id. */
export async function customerOfNobody(world: ServedWorld, email: string): Promise<{ id: string }> {
  const { customers } = new Polar({ accessToken, serverURL: world.url })
  const customer = await customers.create({ email })
  await world.addCard(customer.id, '4242 4242 4242 4242')
  await world.subscribe(customer.id)
  return customer
}

export async function proveEmail({ auth }: App, user_id: string): Promise<void> {
  const { internalAdapter } = await auth.$context
  await internalAdapter.updateUser(user_id, { emailVerified: true })
}

async function eventually<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await look()
    if (found) return found
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('It did not happen')
}
