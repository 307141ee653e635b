import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createPolar, PolarFault, type PolarFetch } from '@verge/polar/client'
import {
  confirmClientCheckout,
  getClientCheckout,
  updateClientCheckout,
  type CheckoutPublic,
} from '@verge/polar/contract/checkouts'
import { Refusal } from '@verge/polar/refusals'
import { protect, seeOther, shown, type Viewer } from '../portal/answers.tsx'
import { chooseLocale, messagesFor } from '../portal/messages/messages.ts'
import { problem, readNotice, writeNotice } from '../portal/notice.ts'
import { problemPage } from '../portal/problem-page.tsx'
import { FormRefused, postedForm, wordsOf } from '../portal/posted-form.ts'
import { formatFor } from '../portal/ui/format.ts'
import type { ProcessorPages, View } from '../portal/visit.ts'
import { bodyOf, detailsIn, detailsOf, problemsInDetails, problemsOfDetails } from './details.ts'
import { detailsPage, donePage, expiredPage, returnPage, reviewPage, waitingPage } from './pages.tsx'
import { checkoutStanding } from './standing.ts'
import type { Reader } from './summary.tsx'

export interface CheckoutOptions {
  polar: { fetch: PolarFetch; baseUrl: string }
  publicUrl: string
  processor: ProcessorPages
  sandbox: boolean
  newReference(): string
  report(fault: { reference: string; error: unknown }): void
}

const noticeCookie = 'verge_checkout_notice'

/** The checkout's pages: details, card, review, done. The address is the customer's key to it. */
export function createCheckoutPages(options: CheckoutOptions) {
  const { publicUrl, processor } = options
  const polar = createPolar(options.polar)
  const app = new Hono({ strict: false })
  app.use(compress())

  const readerOf = (c: Context, checkout?: CheckoutPublic): Reader => {
    const locale = chooseLocale([c.req.query('locale'), checkout?.locale, c.req.header('accept-language')])
    return { messages: messagesFor(locale), format: formatFor(locale) }
  }
  const pathOf = (c: Context) => `/checkout/${c.req.param('secret')}`
  const load = (c: Context) =>
    polar.call(getClientCheckout, { params: { client_secret: c.req.param('secret')! } })

  async function render(c: Context, reader: Reader, view: View, checkout?: CheckoutPublic, status?: number) {
    const viewer: Viewer = {
      locale: reader.format.locale,
      theme: null,
      messages: reader.messages,
      organization_name: checkout?.organization.name ?? 'Verge',
      signedIn: null,
    }
    const path = pathOf(c)
    const notice = readNotice(getCookie(c, noticeCookie))
    if (notice) deleteCookie(c, noticeCookie, { path })
    // A finished form leads to the seller's own page, so forms may lead there.
    const formOrigins = [processor.origin, ...(checkout ? [new URL(checkout.success_url).origin] : [])]
    const surroundings = { sandbox: options.sandbox, formOrigins }
    const response = await shown(view, viewer, surroundings, { notice, ...(status && { status }) })
    for (const cookie of c.res.headers.getSetCookie()) response.headers.append('set-cookie', cookie)
    return response
  }

  function lead(c: Context, to: string, notice?: string): Response {
    const response = seeOther(to)
    if (!notice) return response
    setCookie(c, noticeCookie, writeNotice(problem(notice)), {
      path: pathOf(c),
      httpOnly: true,
      sameSite: 'Lax',
    })
    for (const cookie of c.res.headers.getSetCookie()) response.headers.append('set-cookie', cookie)
    return response
  }

  /** Shows what fits where the checkout stands; an open one gets `open`. */
  async function at(c: Context, open: (checkout: CheckoutPublic, reader: Reader) => View): Promise<Response> {
    const checkout = await load(c)
    const reader = readerOf(c, checkout)
    const standing = checkoutStanding(checkout)
    if (standing.kind === 'bought') return seeOther(successOf(checkout))
    if (standing.kind === 'over') return render(c, reader, expiredPage(reader), checkout, 410)
    if (standing.kind === 'under_way') return render(c, reader, returnPage(checkout, reader), checkout)
    return render(c, reader, open(checkout, reader), checkout)
  }

  app.get('/checkout/:secret', (c) =>
    at(c, (checkout, reader) => detailsPage(checkout, reader, detailsOf(checkout), {})),
  )

  app.post('/checkout/:secret', async (c) => {
    const form = await formOf(c)
    const checkout = await load(c)
    const reader = readerOf(c, checkout)
    const values = detailsIn(form)
    const again = (problems: ReturnType<typeof problemsInDetails>) =>
      render(c, reader, detailsPage(checkout, reader, values, problems), checkout)
    const problems = problemsInDetails(values, reader.messages)
    if (Object.keys(problems).length > 0) return again(problems)
    try {
      const { client_secret } = checkout
      await polar.call(updateClientCheckout, { params: { client_secret }, body: bodyOf(values) })
    } catch (error) {
      const refused = error instanceof Refusal ? problemsOfDetails(error, reader.messages) : null
      if (!refused) throw error
      return again(refused)
    }
    return seeOther(processor.cardEntry(`${publicUrl}${pathOf(c)}/pay`, reader.format.locale))
  })

  app.get('/checkout/:secret/pay', (c) => {
    const token = c.req.query('confirmation_token')
    if (!token) return lead(c, pathOf(c))
    return at(c, (checkout, reader) => reviewPage(checkout, reader, token))
  })

  app.post('/checkout/:secret/pay', async (c) => {
    const form = await formOf(c)
    return confirm(c, { confirmation_token_id: form.get('confirmation_token') })
  })

  app.get('/checkout/:secret/return', (c) => at(c, (checkout, reader) => returnPage(checkout, reader)))

  app.post('/checkout/:secret/return', async (c) => {
    await formOf(c)
    return confirm(c, {})
  })

  app.get('/checkout/:secret/confirmation', async (c) => {
    const checkout = await load(c)
    const reader = readerOf(c, checkout)
    if (checkoutStanding(checkout).kind !== 'bought') return seeOther(pathOf(c))
    return render(c, reader, donePage(reader), checkout)
  })

  /** Buys; or, back from the bank, asks what came of it. */
  async function confirm(c: Context, body: { confirmation_token_id?: string | null }): Promise<Response> {
    const client_secret = c.req.param('secret')!
    const { messages } = readerOf(c)
    try {
      await polar.call(confirmClientCheckout, { params: { client_secret }, body })
      const checkout = await load(c)
      const reader = readerOf(c, checkout)
      const standing = checkoutStanding(checkout)
      if (standing.kind === 'bought') return seeOther(successOf(checkout))
      const asks = standing.kind === 'under_way' ? standing.client_secret : null
      const back = `${publicUrl}${pathOf(c)}/return`
      const authentication = asks && processor.authentication(asks, back, reader.format.locale)
      // Straight to the bank the first time; who comes back without an answer is asked before being sent again.
      if (authentication && body.confirmation_token_id) return seeOther(authentication)
      return render(c, reader, waitingPage(checkout, reader, authentication), checkout)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const words = messages.checkout
      const text = {
        PaymentError: words.declined,
        AlreadyActiveSubscriptionError: words.already,
        CheckoutCustomerExternalIdMismatch: words.otherAccount,
        PaymentNotReady: words.waiting,
        CheckoutLocked: words.waiting,
        NotOpenCheckout: words.waiting,
      }[error.error as string]
      if (!text) throw error
      return lead(c, pathOf(c), text)
    }
  }

  const formOf = (c: Context) => postedForm(c.req.raw, publicUrl)

  app.onError(async (error, c) => {
    const reader = readerOf(c)
    const words = reader.messages.problem
    const page = (title: string, text: string) => problemPage(reader.messages, title, text, {})
    if (error instanceof FormRefused) {
      const { title, text, status } = wordsOf(error, words)
      return render(c, reader, page(title, text), undefined, status)
    }
    if (error instanceof Refusal && error.error === 'ExpiredCheckoutError')
      return render(c, reader, expiredPage(reader), undefined, 410)
    if (error instanceof Refusal)
      return render(c, reader, page(words.notFoundTitle, words.notFound), undefined, 404)
    if (error instanceof PolarFault)
      return render(c, reader, page(words.faultTitle, words.faultWrite), undefined, 502)
    const reference = options.newReference()
    options.report({ reference, error })
    return render(c, reader, page(words.brokenTitle, words.broken(reference)), undefined, 500)
  })

  return async function handle(request: Request): Promise<Response> {
    const response = await app.fetch(request)
    protect(response.headers)
    return response
  }
}

/** `{CHECKOUT_ID}` may still stand in it as the seller wrote it. */
function successOf({ success_url, id }: CheckoutPublic): string {
  return success_url.replaceAll('{CHECKOUT_ID}', id).replaceAll('%7BCHECKOUT_ID%7D', id)
}
