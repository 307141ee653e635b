import { hostname } from 'node:os'
import type { PoolConfig } from 'pg'
import { Refusal } from '@verge/polar/refusals'
import { createApi } from './api/api.ts'
import { createThrottle } from './operations/limits/throttle.ts'
import { forwardedBy, type Caller } from './caller.ts'
import { createCheckoutPages } from './checkout/checkout.tsx'
import { readOrCreateSecret } from './db/data-directory.ts'
import { openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { createDocuments } from './documents/documents.ts'
import { createFiles } from './files/files.ts'
import { advanceClock, runDue, type Trouble } from './jobs/run-due.ts'
import { contradictionsSince } from './operations/contradictions.ts'
import { resolveToken } from './operations/customer-sessions/resolve.ts'
import { newToken } from './operations/customer-sessions/token.ts'
import { repairDueWork } from './operations/due-work/repair.ts'
import { forgetUnfinishedFiles } from './operations/files/forget.ts'
import { foundOrganization } from './operations/organizations/found.ts'
import { issueAccessToken } from './operations/organizations/issue-access-token.ts'
import { receiveProcessorEvent } from './operations/processor-events/receive.ts'
import { sendMails } from './operations/emails/send.ts'
import { forgetSignIns } from './operations/sign-in/forget.ts'
import { sendSignInCodes } from './operations/sign-in/send-codes.ts'
import { archiveWebhookEvents } from './operations/webhooks/archive.ts'
import { redeliverWebhookEvent } from './operations/webhooks/redeliver.ts'
import { forgetPreviousSecrets } from './operations/webhooks/update.ts'
import { openBossQueue } from './ports/boss-queue.ts'
import { systemClock, type Clock } from './ports/clock.ts'
import { randomIds } from './ports/ids.ts'
import { openTypst } from './ports/invoice-documents/typst.ts'
import { outboxOnly } from './ports/mailer.ts'
import type { Note } from './ports/log.ts'
import type { Ports } from './ports/ports.ts'
import { repeat } from './ports/repeat.ts'
import { openSandboxClock, type SandboxClock } from './ports/sandbox-clock.ts'
import { openSandboxProcessor, type SandboxProcessor } from './ports/sandbox-processor.ts'
import { openSmtpMailer } from './ports/smtp-mailer.ts'
import { openStreams } from './ports/streams.ts'
import { openWebhookSender } from './ports/webhook-sender.ts'
import type { Brands } from './portal/brand/brands.ts'
import type { ProcessorPages } from './portal/visit.ts'
import { createProcessorEndpoint } from './processor-events/endpoint.ts'
import { clearSandbox } from './sandbox/clear.ts'
import { sandboxPages } from './sandbox/pages-of-processor.ts'
import { createSandbox } from './sandbox/sandbox.tsx'
import type { Settings } from './settings.ts'

const dueEveryMs = 2_000
const repairEveryMs = 3_600_000
const lookEveryMs = 300_000
const codesEveryMs = 500
const mailsEveryMs = 1_000
/** So many slow receivers hold up nobody else. */
const couriersInAll = 4

/** What a first start puts into an empty sandbox: the world is the sandbox's own, with a clock that can be moved. */
export interface Sandbox {
  ports: Ports & { processor: SandboxProcessor }
  clock: Clock
}
export type Seed = (sandbox: Sandbox) => Promise<void>

export interface Backend {
  api: ReturnType<typeof createApi>
  documents(request: Request): Promise<Response>
  files(request: Request): Promise<Response>
  checkout: ReturnType<typeof createCheckoutPages>
  processorEvents(request: Request): Promise<Response>
  sandbox(request: Request, caller: Caller): Promise<Response>
  processor: ProcessorPages
  clock: SandboxClock
  accessToken: string
  /** Lets go who only listens, so that nobody is waited for who will not leave. */
  endStreams(): void
  close(): Promise<void>
}

type Report = (fault: { reference: string; operation?: string; error: unknown }) => void

interface BackendOptions {
  settings: Settings
  brands: Brands
  database: PoolConfig
  secret: string
  report: Report
  note: Note
  seed: Seed | undefined
}

/** Our own billing backend, on its PostgreSQL, with sandbox payments: the only processor that there is yet. */
export async function openBackend({
  settings,
  brands,
  database,
  secret,
  report,
  note,
  seed,
}: BackendOptions): Promise<Backend> {
  const { dataDirectory, publicUrl } = settings
  await migrate(database)
  const db = openDatabase(database)
  const clock = await openSandboxClock(db)
  // What it tells goes the short way, in process; from outside it would come to the endpoint, signed.
  const processor = openSandboxProcessor({
    db,
    clock,
    ids: randomIds,
    tell: async (event) => {
      await receiveProcessorEvent({ ...ports, requestId: event.id }, event).catch((error: unknown) =>
        report({ reference: event.id, operation: 'processor.events', error }),
      )
    },
  })
  const queue = await openBossQueue({
    database,
    clock,
    failed: (error) => report({ reference: randomIds.uuid(), operation: 'jobs.queue', error }),
  })
  const webhooks = openWebhookSender({
    clock: systemClock,
    allowed: { loopback: settings.webhooksToLoopback },
  })
  const mailer = settings.mail
    ? openSmtpMailer({
        url: settings.mail.smtpUrl,
        from: settings.mail.from,
        host: new URL(publicUrl).hostname,
      })
    : outboxOnly
  const ports = {
    db,
    clock,
    outsideClock: systemClock,
    ids: randomIds,
    processor,
    queue,
    mailer,
    documents: openTypst(),
    webhooks,
    streams: openStreams({ max: 200, maxEach: 10, everyMs: 1_000 }),
    secret,
    publicUrl,
    requestId: randomIds.uuid(),
    isUnlimited: settings.isUnlimited,
  }
  const accessToken =
    settings.accessToken ??
    readOrCreateSecret(dataDirectory, 'access-token', () => newToken('polar_oat_', ports))

  async function begin(): Promise<void> {
    // A first start that was cut off halfway left no clock, and begins again from nothing.
    if (seed && !(await clock.hasBegun())) {
      await clearSandbox(db)
      // From the real time: nobody's life may begin by a clock that was moved before.
      await clock.follow()
      // Nobody is written to of lives that were made up.
      await seed({ ports: { ...ports, mailer: outboxOnly }, clock })
      await clock.begin()
    }
    const organization = await foundOrganization(ports)
    await issueAccessToken(ports, organization.id, accessToken)
  }
  await clock.alone(begin)

  const worker = {
    name: `${hostname()}/${process.pid}/${randomIds.uuid()}`,
    told: ({ kind, subject_ids, isParked, error }: Trouble) =>
      report({
        reference: subject_ids.join(' '),
        operation: `jobs.${kind}.${isParked ? 'parked' : 'failed'}`,
        error,
      }),
  }
  const failed = (error: unknown) => report({ reference: randomIds.uuid(), operation: 'jobs.run_due', error })
  const due = repeat(
    dueEveryMs,
    async (stopping) => {
      await clock.follow()
      await runDue(ports, { ...worker, share: 'books', stopping })
    },
    failed,
  )
  const couriers = Array.from({ length: couriersInAll }, (_, number) =>
    repeat(
      dueEveryMs,
      (stopping) =>
        runDue(ports, { ...worker, name: `${worker.name}/${number}`, share: 'webhooks', stopping }),
      failed,
    ),
  )
  await queue.work(() => {
    for (const one of [due, ...couriers]) one.soon()
  })
  // Beside all the rest, so that whoever waits for a code waits for no renewals.
  const signIns = repeat(codesEveryMs, () => sendSignInCodes(ports), failed)
  const mails = repeat(
    mailsEveryMs,
    (stopping) =>
      sendMails(
        ports,
        ({ id, error }) => report({ reference: id, operation: 'mails.given_up', error }),
        stopping,
      ),
    failed,
  )
  const repair = repeat(
    repairEveryMs,
    async () => {
      await repairDueWork(ports)
      await archiveWebhookEvents(ports)
      await forgetPreviousSecrets(ports)
      await forgetSignIns(ports)
      await forgetUnfinishedFiles(ports)
    },
    failed,
  )
  repair.soon()
  const contradictions = contradictionsSince(ports)
  const look = repeat(
    lookEveryMs,
    async () => {
      for (const found of await contradictions())
        report({ reference: randomIds.uuid(), operation: 'books.contradiction', error: new Error(found) })
    },
    failed,
  )
  const pages = sandboxPages(ports)
  const throttle = settings.isUnlimited ? null : createThrottle(systemClock)
  const api = createApi(ports, { report, note, throttle })
  const sandbox = createSandbox({
    ports,
    processor,
    clock,
    advanceTo: (date) =>
      due.alone(() =>
        clock.alone(() => advanceClock(ports, (at) => clock.moveTo(at), date, { ...worker, share: 'books' })),
      ),
    reset: () =>
      due.alone(() =>
        clock.alone(async () => {
          await clearSandbox(db)
          await begin()
        }),
      ),
    async redeliver(id) {
      const { id: organization_id } = await foundOrganization(ports)
      const seller = { kind: 'organization', organization_id } as const
      await redeliverWebhookEvent(ports, seller, { params: { id } }).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      })
      for (const one of couriers) one.soon()
    },
    isOrganizationToken: async (token) => (await resolveToken(ports, token))?.kind === 'organization',
  })
  return {
    api,
    documents: createDocuments(ports, note),
    files: createFiles(ports),
    checkout: createCheckoutPages({
      polar: { fetch: (request) => api(request, forwardedBy(request)), baseUrl: publicUrl },
      publicUrl,
      processor: pages,
      brands,
      sandbox: true,
      newReference: randomIds.uuid,
      report,
      note,
    }),
    processorEvents: createProcessorEndpoint(ports, { secret: settings.processorSecret, report }),
    async sandbox(request, caller) {
      await clock.follow()
      return sandbox(request, caller)
    },
    processor: pages,
    clock,
    accessToken,
    endStreams: () => ports.streams.close(),
    async close() {
      webhooks.close()
      await Promise.all([
        queue.close(),
        repair.stop(),
        look.stop(),
        signIns.stop(),
        mails.stop(),
        due.stop(),
        ...couriers.map((one) => one.stop()),
      ])
      mailer.close()
      await db.destroy()
    },
  }
}
