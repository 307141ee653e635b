import { Polar } from '@polar-sh/sdk'
import { createPolar } from 'polar-sdk-1/2026-10'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeableEmails, linkSentTo } from '../world/email-change.ts'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => {
  world = await serveWorld()
  await changeableEmails(world)
})
afterAll(() => world.close())

describe('changing an e-mail address', () => {
  it('goes through the official client 1.0.1', async () => {
    const { customer } = await world.addCustomer('before101@example.com')
    const portal = createPolar({ accessToken: await world.sessionOf(customer.id), baseUrl: world.url })
    const { customers } = portal.customerPortal
    expect(await customers.requestEmailUpdate({ email: 'after101@example.com' })).toBeNull()
    const token = await linkSentTo(world, 'after101@example.com')
    await customers.checkEmailUpdate({ token })
    const session = await customers.verifyEmailUpdate({ token })
    const opened = createPolar({ accessToken: session.token, baseUrl: world.url }).customerPortal
    expect(await opened.customers.get()).toMatchObject({
      email: 'after101@example.com',
      email_verified: true,
    })
    await expect(customers.checkEmailUpdate({ token })).rejects.toMatchObject({ statusCode: 401 })
    await expect(customers.verifyEmailUpdate({ token })).rejects.toMatchObject({ statusCode: 401 })
    // Sessions that were open before stay so.
    expect(await customers.get()).toMatchObject({ email: 'after101@example.com' })
  })

  it('goes through the official client 0.47.1, which is told of a taken address', async () => {
    const { customer } = await world.addCustomer('before047@example.com')
    await world.addCustomer('taken047@example.com')
    const security = { customerSession: await world.sessionOf(customer.id) }
    const { customers } = new Polar({ accessToken, serverURL: world.url }).customerPortal
    await customers.requestEmailUpdate(security, { email: 'taken047@example.com' })
    const taken = await linkSentTo(world, 'taken047@example.com')
    await customers.checkEmailUpdate({ token: taken })
    await expect(customers.verifyEmailUpdate({ token: taken })).rejects.toMatchObject({ statusCode: 422 })
    await customers.requestEmailUpdate(security, { email: 'after047@example.com' })
    const token = await linkSentTo(world, 'after047@example.com')
    expect(await customers.verifyEmailUpdate({ token })).toMatchObject({
      token: expect.stringMatching(/^polar_cst_/),
    })
  })

  it.each(['check', 'verify'])('names a bogus token as Polar does: %s', async (step) => {
    const path = `${world.url}/v1/customer-portal/customers/me/email-update/${step}`
    const answer =
      step === 'check'
        ? await fetch(`${path}?token=bogus`)
        : await fetch(path, { method: 'POST', body: '{"token":"bogus"}' })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: 'InvalidCustomerEmailUpdate' })
  })
})
