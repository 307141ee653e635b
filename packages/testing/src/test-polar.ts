import { createPolar } from '@verge/polar/client'
import type { Customer } from '@verge/polar/contract/customers'
import type { Product } from '@verge/polar/contract/products'
import type { Subscription } from '@verge/polar/contract/subscriptions'
import { createWebhookEndpoint, webhookEventType } from '@verge/polar/contract/webhooks'
import { createApi } from '@verge/server/api/api'
import { createApp } from '@verge/server/app'
import { createCheckoutPages } from '@verge/server/checkout/checkout'
import { createDocuments } from '@verge/server/documents/documents'
import { createFiles } from '@verge/server/files/files'
import { advanceClock, runDue } from '@verge/server/jobs/run-due'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import { issueAccessToken } from '@verge/server/operations/organizations/issue-access-token'
import { receiveProcessorEvent } from '@verge/server/operations/processor-events/receive'
import { sendSignInCodes } from '@verge/server/operations/sign-in/send-codes'
import { createBrands } from '@verge/server/portal/brand/brands'
import { createPortal } from '@verge/server/portal/portal'
import { systemClock } from '@verge/server/ports/clock'
import { randomIds } from '@verge/server/ports/ids'
import { openTypst } from '@verge/server/ports/invoice-documents/typst'
import { outboxOnly } from '@verge/server/ports/mailer'
import { silentQueue } from '@verge/server/ports/queue'
import { openSandboxProcessor } from '@verge/server/ports/sandbox-processor'
import { openStreams } from '@verge/server/ports/streams'
import { createProcessorEndpoint } from '@verge/server/processor-events/endpoint'
import { sandboxPages } from '@verge/server/sandbox/pages-of-processor'
import { readMails, type Mail } from '@verge/server/sandbox/record'
import { createSandbox } from '@verge/server/sandbox/sandbox'
import { borrowBooks, giveBack } from './books.ts'
import { openTestClock, type TestClock } from './clock.ts'
import { listen } from './listen.ts'
import { openReceivers, type Handler } from './receivers.ts'
import { buyersOf, sell, usualProducts, type TestCustomer, type TestProduct } from './sold.ts'

/** What Polar tells an app, as it stands on the wire. */
export interface ToldEvent {
  type: string
  timestamp: string
  data: Record<string, unknown>
}

export interface TestPolarOptions<Slug extends string> {
  /** What is sold, by slug. @default `pro`, 20.00 a month, and `pro-yearly`, 200.00 a year, in US dollars */
  products?: Record<Slug, TestProduct>
  /** Where the clock begins. @default now */
  now?: Date | string
  /** Answers on a free port of this machine too, for a browser or another process. @default false */
  listen?: boolean
}

/** A Polar of one test's own. */
export interface TestPolar<Slug extends string = string> {
  /** Its address: `http://polar.test`, which only `fetch` reaches, or that of the port it listens on. */
  url: string
  /** Any request to its API, portal, checkout or sandbox pages, without a network. */
  fetch: typeof globalThis.fetch
  /** Of the organization. */
  accessToken: string
  /** Signs every webhook. */
  webhookSecret: string
  /** What it sells, by slug. */
  products: Record<Slug, Product>
  clock: TestClock
  addCustomer(customer: TestCustomer): Promise<Customer>
  /** Goes through a checkout, with a card that works unless another is given. */
  subscribe(customer: { id: string }, product: { id: string }, card?: string): Promise<Subscription>
  /** Whatever the card. `insufficient_funds`, `expired_card`, … @default 'card_declined' */
  failNextCharge(decline_code?: string): Promise<void>
  /** Sends all webhooks to the app: its fetch handler, or the address that it listens on. */
  sendWebhooksTo(app: Handler | string): Promise<void>
  /** Everything that Polar told, oldest first, whether or not an app was there to hear it. */
  webhooks(): Promise<ToldEvent[]>
  /** Every mail that a customer or the seller was sent, newest first. */
  emails(): Promise<Mail[]>
  /** Until everything that is due has happened, webhooks included. */
  settled(): Promise<void>
  /** @throws when Polar itself had a fault while it served */
  stop(): Promise<void>
}

const documents = openTypst()
const unlistened = 'http://polar.test'
const record = 'http://webhooks.test/record'
const inProcess = 'http://app.test/api/auth/polar/webhooks'

/**
 * A local Polar in this process: its API, portal and checkout over a PostgreSQL in memory, with a clock that the test moves.
 *
 * @example
 * const polar = await createTestPolar()
 * const ada = await polar.addCustomer({ email: 'ada@example.com', external_id: user.id })
 * await polar.subscribe(ada, polar.products.pro)
 * await polar.failNextCharge()
 * await polar.clock.advance('P1M')
 * expect((await polar.webhooks()).at(-1)).toMatchObject({ type: 'subscription.past_due' })
 * await polar.stop()
 */
export async function createTestPolar<Slug extends string = keyof typeof usualProducts>({
  products = usualProducts as Record<string, TestProduct> as Record<Slug, TestProduct>,
  now = systemClock.now(),
  listen: listens = false,
}: TestPolarOptions<Slug> = {}): Promise<TestPolar<Slug>> {
  const serving = Promise.withResolvers<(request: Request) => Promise<Response>>()
  const listener = listens ? await listen(serving.promise) : null
  const publicUrl = listener?.url ?? unlistened
  const db = await borrowBooks()
  const clock = openTestClock(new Date(now), (setNow, to) =>
    inTurn(() => advanceClock(ports, setNow, to, worker)),
  )
  const ids = randomIds
  const webhooks = openReceivers()
  const processor = openSandboxProcessor({
    db,
    clock,
    ids,
    tell: (event) => receiveProcessorEvent(ports, event),
  })
  const ports = {
    db,
    clock,
    ids,
    processor,
    queue: silentQueue,
    mailer: outboxOnly,
    documents,
    webhooks,
    outsideClock: systemClock,
    streams: openStreams({ max: 200, maxEach: 10, everyMs: 20 }),
    secret: 'the secret of a Polar that lives as long as a test',
    publicUrl,
    requestId: ids.uuid(),
    isUnlimited: true,
  }
  const faults: unknown[] = []
  const worker = {
    name: 'test',
    told: ({ kind, error }: { kind: string; error: unknown }) =>
      void faults.push(new Error(`${kind} failed`, { cause: error })),
  }
  const report = ({ error }: { error: unknown }) => void faults.push(error)

  let last: Promise<unknown> = Promise.resolve()
  function inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const turn = last.then(run)
    last = turn.catch(() => {})
    return turn
  }
  const settle = () =>
    inTurn(async () => {
      await runDue(ports, worker)
      await sendSignInCodes(ports)
    })

  const accessToken = `polar_oat_test_${ids.uuid()}`
  const webhookSecret = `whsec_test_${ids.uuid()}`
  const { id: organization_id } = await foundOrganization(ports)
  await issueAccessToken(ports, organization_id, accessToken)

  const pages = sandboxPages(ports)
  const brands = createBrands({})
  const api = createApi(ports, { report })
  const openDocument = createDocuments(ports)
  const unsupported = async () => {
    throw new Error('A Polar in a test ends with its test: open a new one.')
  }
  const app = createApp({
    portal: createPortal({
      polar: { open: () => (request) => api(request), baseUrl: publicUrl, supportsOurs: true },
      hostedPortalsUrl: null,
      brands,
      publicUrl,
      secret: ports.secret,
      now: clock.now,
      newKey: ids.uuid,
      processor: pages,
      fetchDocument: (url) => openDocument(new Request(url)),
      sandbox: true,
      report,
    }),
    backend: {
      api,
      documents: openDocument,
      files: createFiles(ports),
      checkout: createCheckoutPages({
        polar: { fetch: (request) => api(request), baseUrl: publicUrl },
        brands,
        publicUrl,
        processor: pages,
        sandbox: true,
        newReference: ids.uuid,
        report,
      }),
      processorEvents: createProcessorEndpoint(ports, { secret: null, report }),
      sandbox: createSandbox({
        ports,
        processor,
        clock,
        advanceTo: (date) => clock.moveTo(date),
        reset: unsupported,
        redeliver: unsupported,
        isOrganizationToken: async (token) => token === accessToken,
      }),
    },
  })

  /** What is due by a change happens behind it, as it does at Polar. */
  async function answer(request: Request): Promise<Response> {
    const response = await app(request, { isLocal: true })
    if (request.method !== 'GET' && request.method !== 'HEAD')
      void settle().catch((error) => faults.push(error))
    return response
  }
  serving.resolve(answer)

  const told: ToldEvent[] = []
  const polar = createPolar({ fetch: answer, baseUrl: publicUrl, token: accessToken, supportsOurs: true })
  async function tell(url: string, handler: Handler | null): Promise<void> {
    if (handler) webhooks.at(url, handler)
    const body = { url, events: [...webhookEventType.options], secret: webhookSecret }
    await polar.call(createWebhookEndpoint, { body: { ...body, format: 'raw' } })
  }
  // Before anybody listens: what the test itself did not do is not told.
  const sold = await sell(polar, products)
  await tell(record, async (request) => {
    told.push((await request.json()) as ToldEvent)
    return new Response()
  })

  return {
    url: publicUrl,
    fetch: (input, init) => answer(new Request(input, init)),
    accessToken,
    webhookSecret,
    products: sold,
    clock,
    ...buyersOf(polar, processor, clock.now),
    failNextCharge: (decline_code = 'card_declined') => processor.failNextCharge(decline_code),
    sendWebhooksTo: (to) => (typeof to === 'string' ? tell(to, null) : tell(inProcess, to)),
    async webhooks() {
      await settle()
      return [...told]
    },
    async emails() {
      await settle()
      return readMails(db, { limit: 1000 })
    },
    settled: settle,
    async stop() {
      await last
      await listener?.close()
      ports.streams.close()
      webhooks.close()
      giveBack(db)
      if (faults.length > 0) throw new AggregateError(faults, 'Polar had faults of its own while it served.')
    },
  }
}
