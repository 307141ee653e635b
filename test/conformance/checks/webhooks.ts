import { createHmac } from 'node:crypto'
import { validateEvent } from '@polar-sh/sdk/webhooks'
import { behaviour, cannotTry, operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import type { Heard, Receiver } from '../receivers.ts'
import type { Trial } from '../trial.ts'
import { theOne, type Wire } from '../wire.ts'

interface Given {
  endpoint: Wire
}
const endpoints = '/v1/webhooks/endpoints'
const url = 'https://example.com/webhooks'
async function made(trial: Trial, body: object = {}) {
  const answer = await trial.call('POST', endpoints, {
    body: { url, format: 'raw', events: ['customer.created'], ...body },
  })
  if (answer.status === 201) trial.forget(`${endpoints}/${answer.body.id}`)
  return answer
}

async function endpoint(trial: Trial): Promise<Given> {
  return { endpoint: answers(await made(trial), 201).body }
}
const theEndpoint = (answer: Wire) => {
  fits(answer, { url, format: 'raw', events: ['customer.created'], enabled: true })
  isTrue(answer.secret.startsWith('whsec_'), 'The secret has another form')
}

/** A receiver that has heard of one customer. */
async function told(trial: Trial) {
  const receiver = await trial.receiver(['customer.created'])
  const customer = await trial.customer()
  const [heard] = await trial.eventually(
    'the webhook',
    async () => receiver.heard.length > 0 && receiver.heard,
  )
  const deliveries = await trial.eventually('the delivery’s record', async () => {
    const { items } = await trial.get(`/v1/webhooks/deliveries?endpoint_id=${receiver.endpoint.id}`)
    return items.length > 0 && items
  })
  return { receiver, customer, heard: heard!, endpoint: receiver.endpoint, delivery: deliveries[0] }
}
type Told = Awaited<ReturnType<typeof told>>

export const webhooks: readonly Check[] = [
  operation<Given>('M', `GET ${endpoints}`, {
    ok: 200,
    given: endpoint,
    v1: (polar) => polar.webhooks.listWebhookEndpoints({ limit: 100 }),
    v0: (polar) => polar.webhooks.listWebhookEndpoints({ limit: 100 }),
    raw: () => ({ query: 'limit=100' }),
    shows: ({ items }, given) =>
      theEndpoint(theOne(items, ({ id }) => id === given.endpoint.id, 'the endpoint in the list')),
  }),
  operation('M', `POST ${endpoints}`, {
    ok: 201,
    v1: (polar) => polar.webhooks.createWebhookEndpoint({ url, format: 'raw', events: ['customer.created'] }),
    v0: (polar) => polar.webhooks.createWebhookEndpoint({ url, format: 'raw', events: ['customer.created'] }),
    raw: () => ({ body: { url, format: 'raw', events: ['customer.created'] } }),
    shows(answer, _, { forget }) {
      theEndpoint(answer)
      forget(`${endpoints}/${answer.id}`)
    },
  }),
  operation<Given>('M', `GET ${endpoints}/{id}`, {
    ok: 200,
    given: endpoint,
    v1: (polar, { endpoint: { id } }) => polar.webhooks.getWebhookEndpoint(id),
    v0: (polar, { endpoint: { id } }) => polar.webhooks.getWebhookEndpoint({ id }),
    raw: ({ endpoint: { id } }) => ({ params: { id } }),
    shows: theEndpoint,
  }),
  operation<Given>('M', `PATCH ${endpoints}/{id}`, {
    ok: 200,
    repeatable: true,
    given: endpoint,
    v1: (polar, { endpoint: { id } }) => polar.webhooks.updateWebhookEndpoint(id, { events: ['order.paid'] }),
    v0: (polar, { endpoint: { id } }) =>
      polar.webhooks.updateWebhookEndpoint({ id, webhookEndpointUpdate: { events: ['order.paid'] } }),
    raw: ({ endpoint: { id } }) => ({ params: { id }, body: { events: ['order.paid'] } }),
    shows: (answer, given) => fits(answer, { id: given.endpoint.id, url, events: ['order.paid'] }),
  }),
  operation<Given>('M', `DELETE ${endpoints}/{id}`, {
    ok: 204,
    given: endpoint,
    v1: (polar, { endpoint: { id } }) => polar.webhooks.deleteWebhookEndpoint(id),
    v0: (polar, { endpoint: { id } }) => polar.webhooks.deleteWebhookEndpoint({ id }),
    raw: ({ endpoint: { id } }) => ({ params: { id } }),
    shows: async (_, given, { call }) =>
      refuses(await call('GET', `${endpoints}/${given.endpoint.id}`), 404, 'ResourceNotFound'),
  }),
  operation<Given>('M', `PATCH ${endpoints}/{id}/secret`, {
    ok: 200,
    repeatable: true,
    given: endpoint,
    v1: (polar, { endpoint: { id } }) => polar.webhooks.resetWebhookEndpointSecret(id),
    v0: (polar, { endpoint: { id } }) => polar.webhooks.resetWebhookEndpointSecret({ id }),
    raw: ({ endpoint: { id } }) => ({ params: { id } }),
    shows(answer, given) {
      isTrue(answer.secret !== given.endpoint.secret, 'The secret is the same')
      theEndpoint(answer)
    },
  }),
  operation<Told>('S', 'GET /v1/webhooks/deliveries', {
    ok: 200,
    given: told,
    v1: (polar, given) => polar.webhooks.listWebhookDeliveries({ endpoint_id: given.endpoint.id }),
    v0: (polar, given) => polar.webhooks.listWebhookDeliveries({ endpointId: given.endpoint.id }),
    raw: (given) => ({ query: `endpoint_id=${given.endpoint.id}` }),
    shows: ({ items }, { delivery }) =>
      fits(items[0], {
        id: delivery.id,
        succeeded: true,
        http_code: 200,
        webhook_event: { type: 'customer.created' },
      }),
  }),
  operation<Told>('S', 'POST /v1/webhooks/events/{id}/redeliver', {
    ok: 202,
    given: told,
    v1: (polar, { delivery }) => polar.webhooks.redeliverWebhookEvent(delivery.webhook_event.id),
    v0: (polar, { delivery }) => polar.webhooks.redeliverWebhookEvent({ id: delivery.webhook_event.id }),
    raw: ({ delivery }) => ({ params: { id: delivery.webhook_event.id } }),
    async shows(_, { receiver, heard }, trial) {
      await trial.eventually('the webhook once more', async () => receiver.heard.length > 1)
      const again = receiver.heard[1]!
      same(
        [again.headers['webhook-id'], again.text],
        [heard.headers['webhook-id'], heard.text],
        'What came again',
      )
    },
  }),
]

/** Whoever is told nothing but failures. */
async function failing(trial: Trial): Promise<Receiver> {
  const receiver = await trial.receiver(['customer.created'])
  receiver.answer(500)
  return receiver
}
const isEnabled = async ({ get }: Trial, { endpoint: { id } }: Receiver) =>
  (await get(`${endpoints}/${id}`)).enabled

/** So many customers are made, and the clock goes on until nobody tries to tell of them any more. */
async function tellOf(trial: Trial, receiver: Receiver, count: number): Promise<void> {
  const { advance } = trial.sandbox('a clock')
  const path = `/v1/webhooks/deliveries?endpoint_id=${receiver.endpoint.id}&limit=1`
  const tries = async () => (await trial.get(path)).pagination.total_count as number
  const before = await tries()
  for (let number = 0; number < count; number++) await trial.customer()
  await trial.eventually('the first tries', async () => (await tries()) >= before + count)
  // Between two tries is a day at most, and a bit. One that was overtaken by the clock may not have counted.
  for (let round = 0; round < 14 && (await isEnabled(trial, receiver)); round++) {
    const seen = await tries()
    if (count > 1 && seen - before >= count * 10) return
    await advance('P2D')
    await trial
      .eventually(
        'the next tries',
        async () => (await tries()) >= seen + count || !(await isEnabled(trial, receiver)),
        3_000,
      )
      .catch(() => {})
  }
}

export const delivering: readonly Check[] = [
  behaviour(132, 'An endpoint that is off is told nothing, and what waited is skipped', async (trial) => {
    const receiver = await failing(trial)
    await trial.customer()
    await trial.eventually('the first try', async () => receiver.heard.length > 0)
    await trial.patch(`${endpoints}/${receiver.endpoint.id}`, { enabled: false })
    const count = receiver.heard.length
    await trial.customer()
    await trial.sandbox('a clock').advance('PT1H')
    const waited = async () => {
      const { items } = await trial.get(`/v1/webhooks/deliveries?endpoint_id=${receiver.endpoint.id}`)
      return items[0].webhook_event
    }
    await trial.eventually('that what waited is skipped', async () => (await waited()).skipped)
    fits(await waited(), { skipped: true, succeeded: false }, 'What waited')
    same(receiver.heard.length, count, 'How often it was told')
  }),
  behaviour(
    133,
    'After ten failures in a row it is turned off, not after nine, and not where one arrived',
    async (trial) => {
      const receiver = await failing(trial)
      await tellOf(trial, receiver, 9)
      same(await isEnabled(trial, receiver), true, 'Whether it is on after nine')
      receiver.answer(200)
      const heard = receiver.heard.length
      await trial.customer()
      await trial.eventually('the one that arrives', async () => receiver.heard.length > heard)
      receiver.answer(500)
      await tellOf(trial, receiver, 9)
      same(await isEnabled(trial, receiver), true, 'Whether it is on after nine, one that arrived, and nine')
      await tellOf(trial, receiver, 1)
      await trial.eventually('that it is off', async () => !(await isEnabled(trial, receiver)))
    },
  ),
  behaviour(134, 'What happened first is told first', async (trial) => {
    const receiver = await trial.receiver(['customer.created'])
    const made = [await trial.customer(), await trial.customer(), await trial.customer()]
    await trial.eventually('all three', async () => receiver.heard.length >= 3)
    same(
      receiver.heard.map(({ data }) => data.id),
      made.map(({ id }) => id),
      'Of whom it was told',
    )
  }),
  behaviour(135, 'An address is trimmed, and one that is not public is refused', async (trial) => {
    const { body } = answers(await made(trial, { url: `  ${url} ` }), 201)
    same(body.url, url, 'url')
    for (const inside of [
      'https://10.0.0.1/',
      'https://192.168.1.1/x',
      'https://169.254.169.254/',
      'http://example.com/',
      'ftp://example.com/',
      'no address',
    ])
      refusesInput(await made(trial, { url: inside }), 'body/url')
    const off = answers(await made(trial), 201).body
    for (const inside of ['https://172.16.0.1/', 'https://[fd00::1]/'])
      refusesInput(await trial.call('PATCH', `${endpoints}/${off.id}`, { body: { url: inside } }))
  }),
  cannotTry(
    136,
    'Without the scope nobody makes endpoints',
    'needs an access token with fewer scopes; ours has none',
  ),
  rule('webhook.foreign', 'What is another organization’s is not sent again', async ({ call }) => {
    const path = `/v1/webhooks/events/${crypto.randomUUID()}/redeliver`
    refuses(await call('POST', path, { body: {} }), 404, 'ResourceNotFound')
  }),
  rule(
    'webhook.signed',
    'Signed as Standard Webhooks, with the whole secret as the key; the client 0.47.1 takes it',
    async (trial) => {
      const {
        heard,
        endpoint: { secret },
        customer,
      } = await told(trial)
      same(heard.headers['content-type']?.split(';')[0], 'application/json', 'Content-Type')
      const seconds = Number(heard.headers['webhook-timestamp'])
      isTrue(Math.abs(seconds - Date.now() / 1000) < 300, 'It was signed more than five minutes ago')
      same(heard.headers['webhook-signature'], `v1,${signature(heard, secret)}`, 'webhook-signature')
      const event = validateEvent(heard.text, heard.headers as Record<string, string>, secret)
      fits(event, { type: 'customer.created', data: { id: customer.id } }, 'What the client reads')
    },
  ),
  rule('webhook.secret', 'A new secret counts at once', async (trial) => {
    const { receiver, endpoint: old } = await told(trial)
    const { secret } = await trial.patch(`${endpoints}/${old.id}/secret`, {})
    await trial.customer()
    const latest = await trial.eventually('the next webhook', async () => receiver.heard[1])
    // Others may stand beside it, as the one by the secret before.
    const signatures = String(latest.headers['webhook-signature']).split(' ')
    isTrue(signatures.includes(`v1,${signature(latest, secret)}`), 'It is not signed with the new secret')
    validateEvent(latest.text, latest.headers as Record<string, string>, secret)
  }),
  rule(
    'webhook.again',
    'What failed comes again, under the same id and with the same bytes',
    async (trial) => {
      const receiver = await failing(trial)
      const { advance } = trial.sandbox('a clock')
      await trial.customer()
      const first = await trial.eventually('the first try', async () => receiver.heard[0])
      receiver.answer(200)
      await trial.eventually('the second try', async () => {
        await advance('PT10S')
        return receiver.heard.length > 1
      })
      const second = receiver.heard[1]!
      same(
        [second.headers['webhook-id'], second.text],
        [first.headers['webhook-id'], first.text],
        'What came again',
      )
    },
  ),
  rule('webhook.redirect', 'A redirect is a failure', async (trial) => {
    const receiver = await failing(trial)
    receiver.answer(302)
    await trial.customer()
    const delivery = await trial.eventually('the delivery', async () => {
      const { items } = await trial.get(`/v1/webhooks/deliveries?endpoint_id=${receiver.endpoint.id}`)
      return items[0]
    })
    fits(delivery, { succeeded: false, http_code: 302 })
  }),
  rule(
    'webhook.new',
    'A new subscription is told as created and active, its order as created, updated and paid',
    async (trial) => {
      const types = [
        'subscription.created',
        'subscription.active',
        'order.created',
        'order.updated',
        'order.paid',
      ]
      const receiver = await trial.receiver([...types, 'customer.state_changed'])
      await trial.subscriber()
      await trial.eventually('all of them', async () =>
        types.every((type) => receiver.heard.some((one) => one.type === type)),
      )
      const order = receiver.heard.map(({ type }) => type).filter((type) => type.startsWith('order.'))
      same(
        [...new Set(order)],
        ['order.created', 'order.updated', 'order.paid'],
        'What was told of the order',
      )
    },
  ),
  rule('webhook.cycled', 'A renewal is told as cycled, then as updated', async (trial) => {
    const { customer } = await trial.subscriber()
    const receiver = await trial.receiver(['subscription.cycled', 'subscription.updated'])
    await trial.sandbox('a clock').advance('P1M')
    const own = () =>
      receiver.heard.filter(({ data }) => data.customer_id === customer.id).map(({ type }) => type)
    await trial.eventually('both', async () => own().length >= 2)
    same(own().slice(0, 2), ['subscription.cycled', 'subscription.updated'], 'What was told')
  }),
  rule(
    'webhook.organization',
    'A change of the organization is told, as the client 0.47.1 reads it',
    async (trial) => {
      const receiver = await trial.receiver(['organization.updated'])
      const { customer_portal_settings } = await trial.organization()
      await trial.configure({ pause: !customer_portal_settings.subscription.pause })
      const heard = await trial.eventually('the webhook', async () => receiver.heard[0])
      const headers = heard.headers as Record<string, string>
      const event = validateEvent(heard.text, headers, receiver.endpoint.secret)
      const expected = { type: 'organization.updated', data: { slug: await trial.slug() } }
      fits(event, expected, 'What the client reads')
    },
  ),
  rule('webhook.types', 'Every type of event that the client 1.0.1 knows may be asked for', async (trial) => {
    const events = [
      'checkout.expired',
      'customer_seat.claimed',
      'member.created',
      'subscription.migrated',
      'benefit_grant.cycled',
      'organization.updated',
      'discount.deleted',
    ]
    const { body } = answers(await made(trial, { events }), 201)
    same(body.events, events, 'events')
    refusesInput(await made(trial, { events: ['customer.sneezed'] }))
  }),
]

function signature({ headers, text }: Heard, secret: string): string {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
  return createHmac('sha256', secret).update(signed).digest('base64')
}
