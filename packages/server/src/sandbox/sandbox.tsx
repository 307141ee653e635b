import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import * as z from 'zod'
import type { Clock } from '../ports/clock.ts'
import type { Ports } from '../ports/ports.ts'
import type { SandboxProcessor } from '../ports/sandbox-processor.ts'
import { seeOther, shown } from '../portal/answers.tsx'
import { withProtection } from '../portal/protection.ts'
import { chooseLocale } from '../languages/choice.ts'
import { messagesFor } from '../portal/messages/messages.ts'
import { FormRefused, postedForm, wordsOf } from '../portal/posted-form.ts'
import { createBrands } from '../portal/brand/brands.ts'
import { guestOf } from '../portal/request.ts'
import { messagePage } from '../portal/ui/message-page.tsx'
import type { View } from '../portal/visit.ts'
import { cardOwner } from './card-owner.ts'
import { readCard, typedIn } from './card-form.ts'
import { readClockRequest, type ClockRequest } from './clock-request.ts'
import { declines } from './declines.ts'
import { latestPayments, letHappen } from './happenings.ts'
import { sandboxPage, watchedAt } from './page.tsx'
import { approvalPage, cardPage } from './processor-pages.tsx'
import {
  countEndpoints,
  findPeople,
  readChanges,
  readDue,
  readLetter,
  readMails,
  readWebhookEvents,
} from './record.ts'
import { wordsFor, type Words } from './words.ts'

export interface SandboxOptions {
  ports: Pick<Ports, 'db' | 'publicUrl' | 'mailer' | 'secret' | 'clock'>
  processor: SandboxProcessor
  clock: Clock
  /** Runs everything that falls due on the way, in order. */
  advanceTo(date: Date): Promise<void>
  /** Lets the demo world begin anew. */
  reset(): Promise<void>
  isOrganizationToken(token: string): Promise<boolean>
  /** Sends a webhook once more; one that there is not, or no more, is not sent. */
  redeliver(webhook_event_id: string): Promise<void>
}

const shownAtOnce = { due: 12, happened: 60, mails: 10, webhookEvents: 20 }
/** Of what programs are told. */
const listed = 1000
const pagesMax = 10_000
const uuid = z.uuid()
const elsewhereWords =
  'This page is shown on the machine itself. From elsewhere the clock, the mails and the reset are for programs that hold the organization access token: /sandbox/clock, /sandbox/emails, /sandbox/reset.'

/** The sandbox's own addresses: its clock and outbox, and the pages that play the payment processor and the bank. */
export function createSandbox({
  ports,
  processor,
  clock,
  advanceTo,
  reset,
  isOrganizationToken,
  redeliver,
}: SandboxOptions) {
  const { db, publicUrl, mailer } = ports
  const { origin } = new URL(publicUrl)
  const owner = cardOwner(ports)
  // What plays the bank and the seller's desk looks like neither.
  const brands = createBrands()
  const app = new Hono<{ Bindings: { isLocal: boolean } }>({ strict: false })
  app.use(compress())

  const localeOf = (c: Context) => chooseLocale([c.req.query('locale'), c.req.header('accept-language')])

  function render(c: Context, view: View, status?: number): Promise<Response> {
    const viewer = guestOf(c, 'Verge', brands)
    // The customer goes back to the portal, or to the checkout that leads on to the seller.
    return shown(view, viewer, { brands, sandbox: true, formOrigins: [origin] }, status ? { status } : {})
  }

  /** For one who tries things out: in English, as all that is told there. */
  async function overview(c: Context): Promise<Response> {
    const { customer, page = '1' } = c.req.query()
    const asked = uuid.safeParse(customer)
    const watched = asked.success ? ((await findPeople(db, [asked.data])).get(asked.data) ?? null) : null
    const customer_id = watched?.id
    const number = Math.max(1, Math.min(Number.parseInt(page, 10) || 1, pagesMax))
    const offset = (number - 1) * shownAtOnce.happened
    const [failure, due, found, payments, mails, endpoints, webhookEvents] = await Promise.all([
      processor.nextFailure(),
      readDue(db, { customer_id, limit: shownAtOnce.due }),
      readChanges(db, { customer_id, limit: shownAtOnce.happened + 1, offset }),
      latestPayments(processor, customer_id),
      readMails(db, { customer_id, limit: shownAtOnce.mails }),
      countEndpoints(db),
      readWebhookEvents(db, { customer_id, limit: shownAtOnce.webhookEvents }),
    ])
    const payers = await findPeople(
      db,
      payments.map((payment) => payment.customer_id),
    )
    const changes = found.slice(0, shownAtOnce.happened)
    const further = new URLSearchParams({
      ...(customer_id && { customer: customer_id }),
      page: String(number + 1),
    })
    const older = found.length > changes.length ? `/sandbox?${further}#happened` : null
    const view = sandboxPage({
      now: clock.now(),
      failure,
      watched,
      due,
      changes,
      older,
      payments: payments.map((payment) => ({
        ...payment,
        customer: payers.get(payment.customer_id) ?? null,
      })),
      mails,
      delivers: mailer.delivers,
      webhookEvents: endpoints === 0 ? null : webhookEvents,
    })
    const viewer = { ...guestOf(c, 'Verge', brands), locale: 'en', messages: messagesFor('en') }
    return shown(view, viewer, { brands, sandbox: true, formOrigins: [] })
  }

  /** What each change tells of, newest first, and how that went with every endpoint that asked for it. */
  async function toldOfChanges() {
    const [changes, webhookEvents] = await Promise.all([
      readChanges(db, { limit: listed }),
      readWebhookEvents(db, { limit: listed }),
    ])
    const byEvent = Map.groupBy(webhookEvents, ({ event_id }) => event_id)
    return changes.map(({ id, created_at, types, aggregate_type, aggregate_id, version }) => ({
      id,
      created_at,
      types,
      aggregate_type,
      aggregate_id,
      version,
      sent: (byEvent.get(id) ?? []).toReversed(),
    }))
  }

  const problem = (status: 401 | 403 | 404 | 422, error: string, detail: string) =>
    Response.json({ error, detail }, { status })

  /** For programs, with the organization's token. Null: may go on. */
  async function refusal(c: Context): Promise<Response | null> {
    const token = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (token && (await isOrganizationToken(token))) return null
    return problem(401, 'Unauthorized', 'Send the organization access token as a bearer token.')
  }

  async function move(asked: ClockRequest): Promise<Response> {
    if (asked.kind === 'problem') return problem(422, 'RequestValidationError', asked.text)
    await advanceTo(asked.date)
    return Response.json({ now: clock.now().toISOString() })
  }

  // Who comes from elsewhere needs the token to move the clock or to read the mails.
  app.use('/sandbox', async (c, next) => {
    if (!c.env.isLocal) return render(c, messagePage('Sandbox', [elsewhereWords]), 403)
    return next()
  })
  app.get('/sandbox', overview)

  app.post('/sandbox', async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    if (form.has('reset')) {
      await reset()
      return seeOther('/sandbox')
    }
    const happens = form.get('happens')
    if (happens) await letHappen(processor, happens)
    const again = uuid.safeParse(form.get('redeliver'))
    if (again.success) await redeliver(again.data)
    const decline = form.get('decline')
    if (decline === '') await processor.failNextCharge(null)
    else if (decline !== null && Object.hasOwn(declines, decline)) await processor.failNextCharge(decline)
    const asked = readClockRequest(stepOf(form), clock.now())
    if (asked.kind === 'to') await advanceTo(asked.date)
    return seeOther(watchedAt(form.get('customer') ?? undefined))
  })

  app.get(
    '/sandbox/clock',
    async (c) => (await refusal(c)) ?? Response.json({ now: clock.now().toISOString() }),
  )
  app.post('/sandbox/clock', async (c) => {
    const refused = await refusal(c)
    if (refused) return refused
    const json: unknown = await c.req.json().catch(() => null)
    return move(readClockRequest(json, clock.now()))
  })
  app.get(
    '/sandbox/emails',
    async (c) => (await refusal(c)) ?? Response.json({ items: await readMails(db, { limit: listed }) }),
  )
  /** A mail as whoever gets it sees it, on a page that may do nothing. */
  app.get('/sandbox/emails/:id', async (c) => {
    const asked = uuid.safeParse(c.req.param('id'))
    const letter = c.env.isLocal && asked.success ? await readLetter(db, asked.data) : undefined
    if (letter === undefined) return problem(404, 'NotFound', 'The sandbox has no such mail to show.')
    return c.html(letter, 200, {
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation",
    })
  })
  app.get(
    '/sandbox/webhooks',
    async (c) => (await refusal(c)) ?? Response.json({ items: await toldOfChanges() }),
  )
  app.post('/sandbox/reset', async (c) => {
    const refused = await refusal(c)
    if (refused) return refused
    await reset()
    return Response.json({ now: clock.now().toISOString() })
  })

  /** Where a page of the processor leads back to: the portal's own origin, or nowhere. */
  function wayBack(c: Context): { return_to: string; locale: string; whose?: string } | null {
    const { return_to = '', whose } = c.req.query()
    return URL.canParse(return_to) && new URL(return_to).origin === origin
      ? { return_to, locale: localeOf(c), ...(whose && { whose }) }
      : null
  }

  function withAnswer(return_to: string, name: string, value: string): Response {
    const url = new URL(return_to)
    url.searchParams.set(name, value)
    return seeOther(url.href)
  }

  const strayed = (c: Context, words: Words) =>
    render(c, messagePage(words.unknownTitle, [words.foreignReturn]), 400)

  app.get('/sandbox/card', async (c) => {
    const words = wordsFor(localeOf(c))
    const where = wayBack(c)
    if (!where) return strayed(c, words)
    const whose = await owner.open(where.whose)
    return render(
      c,
      cardPage(words, where, { whose, typed: { number: '', expiry: '', cvc: '' }, problems: {} }),
    )
  })

  app.post('/sandbox/card', async (c) => {
    const words = wordsFor(localeOf(c))
    const where = wayBack(c)
    if (!where) return strayed(c, words)
    const typed = typedIn(await postedForm(c.req.raw, publicUrl))
    const { entry, problems } = readCard(typed, clock.now(), words)
    const whose = await owner.open(where.whose)
    if (Object.keys(problems).length > 0) return render(c, cardPage(words, where, { whose, typed, problems }))
    const token = await processor.createConfirmationToken(entry)
    if (!token)
      return render(c, cardPage(words, where, { whose, typed, problems: { number: words.numberWrong } }))
    return withAnswer(where.return_to, 'confirmation_token', token.id)
  })

  app.get('/sandbox/3d-secure', (c) => {
    const words = wordsFor(localeOf(c))
    const where = wayBack(c)
    if (!where) return strayed(c, words)
    return render(c, approvalPage(words, { ...where, client_secret: c.req.query('client_secret') ?? '' }))
  })

  app.post('/sandbox/3d-secure', async (c) => {
    const words = wordsFor(localeOf(c))
    const where = wayBack(c)
    if (!where) return strayed(c, words)
    const approve = (await postedForm(c.req.raw, publicUrl)).get('answer') === 'approve'
    const client_secret = c.req.query('client_secret') ?? ''
    const intent = await processor.authenticate({ client_secret, approve })
    if (!intent) return render(c, messagePage(words.unknownTitle, [words.unknown]), 404)
    return withAnswer(where.return_to, `${intent.kind}_intent`, intent.id)
  })

  app.onError((error, c) => {
    if (!(error instanceof FormRefused)) throw error
    const { title, text, status } = wordsOf(error, messagesFor(localeOf(c)).problem)
    return render(c, messagePage(title, [text]), status)
  })
  app.notFound(() => problem(404, 'NotFound', 'The sandbox has no such address.'))

  return withProtection((request, caller: { isLocal: boolean }) => app.fetch(request, caller))
}

/** Where a button of the page leads the clock. */
function stepOf(form: URLSearchParams): object {
  const now = form.get('now')
  return now ? { now } : { advance: form.get('advance') }
}
