import { once } from 'node:events'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { outboxOnly, type Mailer } from '../../ports/mailer.ts'
import { openSmtpMailer } from '../../ports/smtp-mailer.ts'
import { scheduleCancellation } from '../subscriptions/cancel.ts'
import { sendMails, type Undelivered } from './send.ts'

let world: World
let server: SMTPServer
let mailer: Mailer
const arrived: ParsedMail[] = []
const givenUp: Undelivered[] = []
/** How the server answers an address. */
let refusal: { responseCode: number } | null

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_, __, done) => done(refusal && Object.assign(new Error('not here'), refusal)),
    onData(stream, _, done) {
      void simpleParser(stream).then((mail) => {
        arrived.push(mail)
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as { port: number }
  const url = `smtp://127.0.0.1:${port}`
  mailer = openSmtpMailer({ url, from: 'Verge <billing@verge.example>', host: 'portal.example' })
})
afterAll(async () => {
  mailer.close()
  await new Promise<void>((done) => server.close(() => done()))
})

beforeEach(async () => {
  refusal = null
  world = await openWorld()
  world.ports.mailer = mailer
})
afterEach(() => {
  arrived.length = givenUp.length = 0
})

const send = () => sendMails(world.ports, (one) => givenUp.push(one))
const outbox = () => world.ports.db.selectFrom('emails').selectAll().orderBy('created_at').execute()
async function canceled() {
  const { customer } = await world.addCustomer('grüße@example.com', '4242424242424242')
  const subscription = await world.subscribe(customer.id)
  await world.ports.db.updateTable('emails').set({ next_attempt_at: null }).execute()
  await scheduleCancellation(world.ports, world.organization, subscription.id, {})
  return (await outbox()).at(-1)!
}

describe('a mail server', () => {
  it('is given each mail once, in both forms, under an id of its own', async () => {
    const mail = await canceled()
    expect(await send()).toBe(1)
    expect(await send()).toBe(0)
    const [received, ...others] = arrived
    expect(others).toEqual([])
    expect(received).toMatchObject({ subject: mail.subject, messageId: `<${mail.id}@portal.example>` })
    expect(received!.from!.text).toContain('billing@verge.example')
    expect(received!.text!.trim()).toBe(mail.body)
    expect(String(received!.html).trim()).toBe(mail.html)
    expect(received!.headers.get('auto-submitted')).toBe('auto-generated')
    expect((await outbox()).at(-1)).toMatchObject({ sent_at: world.ports.clock.now(), next_attempt_at: null })
  })

  it('that is busy is tried again later, and one whose worker died goes out under the same id', async () => {
    refusal = { responseCode: 451 }
    const { id } = await canceled()
    await send()
    expect(await send()).toBe(0)
    expect((await outbox()).at(-1)).toMatchObject({ sent_at: null, tries: 1, failure: expect.any(String) })
    refusal = null
    world.pass(10)
    const { send: handOver } = mailer
    world.ports.mailer = {
      ...mailer,
      // It was handed over, and nobody heard of it.
      async send(mail) {
        await handOver(mail)
        return new Promise(() => {})
      },
    }
    void send()
    await expect.poll(() => arrived.length).toBe(1)
    world.ports.mailer = mailer
    expect(await send()).toBe(0)
    world.pass(301)
    expect(await send()).toBe(1)
    expect(arrived.map(({ messageId }) => messageId)).toEqual(Array(2).fill(`<${id}@portal.example>`))
  })

  it('that knows no such address is not asked again, and somebody is told', async () => {
    refusal = { responseCode: 550 }
    const { id } = await canceled()
    await send()
    world.pass(86_400)
    await send()
    expect(givenUp).toMatchObject([{ id, error: { name: 'MailRefused' } }])
    expect((await outbox()).at(-1)).toMatchObject({ sent_at: null, next_attempt_at: null, tries: 1 })
  })
})

it('stays in the outbox where nothing is delivered', async () => {
  world.ports.mailer = outboxOnly
  const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
  await world.subscribe(customer.id)
  world.ports.mailer = mailer
  expect(await send()).toBe(0)
  expect(await outbox()).toMatchObject([{ sent_at: null, tries: 0 }])
})
