import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { createPolar, PolarFault, type PolarFetch } from '@verge/polar/client'
import type { InputOf } from '@verge/polar/contract/operation'
import {
  confirmClientCheckout,
  getClientCheckout,
  updateClientCheckout,
  type Agreement,
  type CheckoutPublic,
} from '@verge/polar/contract/checkouts'
import { isRefusal, Refusal } from '@verge/polar/refusals'
import { seeOther, shown, withCookies, type Viewer } from '../portal/answers.tsx'
import { withProtection } from '../portal/protection.ts'
import type { Brands } from '../portal/brand/brands.ts'
import { send } from '../portal/billing/form.ts'
import { explainRefusal } from '../portal/explain-refusal.ts'
import { failurePage, type Reporting } from '../portal/failure-page.ts'
import { keepingLanguage, localeFor } from '../portal/language.ts'
import { leaveNotice, problem, takeNotice, type Notice, type NoticeCookie } from '../portal/notice.ts'
import { onBehalfOf, type Guest } from '../portal/on-behalf-of.ts'
import { problemPage } from '../portal/problem-page.ts'
import { postedForm } from '../portal/posted-form.ts'
import { queryOf } from '../portal/request.ts'
import { formatFor } from '../portal/ui/format.ts'
import type { ProcessorPages, View } from '../portal/visit.ts'
import { asksConsent, consentText } from './consent.ts'
import { bodyOf, detailsIn, detailsOf, problemsInDetails, problemsOfDetails } from './details.ts'
import { detailsPage, donePage, expiredPage, returnPage, reviewPage, waitingPage } from './pages.tsx'
import { checkoutStanding } from './standing.ts'
import type { Reader } from './summary.tsx'

export interface CheckoutOptions extends Reporting {
  polar: { fetch: PolarFetch; baseUrl: string }
  publicUrl: string
  processor: ProcessorPages
  brands: Brands
  sandbox: boolean
}

/** The checkout's pages: details, card, review, done. The address is the customer's key to it. */
export function createCheckoutPages(options: CheckoutOptions) {
  const { publicUrl, processor } = options
  const { fetch, baseUrl } = options.polar
  const polarFor = (c: Context) => createPolar({ fetch: onBehalfOf(c.env as Guest, fetch), baseUrl })
  const app = new Hono({ strict: false })
  app.use(compress())
  app.use(keepingLanguage(publicUrl.startsWith('https:')))

  const readerOf = (c: Context, checkout?: CheckoutPublic): Reader => {
    const locale = localeFor(c, [c.req.query('locale'), checkout?.locale])
    return { messages: options.brands.named(null).messagesFor(locale), format: formatFor(locale) }
  }
  const pathOf = (c: Context) => `/checkout/${c.req.param('secret')}`
  const noticeFor = (c: Context): NoticeCookie => ({
    name: 'verge_checkout_notice',
    path: pathOf(c),
    isSecure: publicUrl.startsWith('https:'),
  })
  const load = (c: Context) =>
    polarFor(c).call(getClientCheckout, { params: { client_secret: c.req.param('secret')! } })

  async function render(c: Context, reader: Reader, view: View, checkout?: CheckoutPublic, status?: number) {
    const viewer: Viewer = {
      locale: reader.format.locale,
      theme: null,
      messages: reader.messages,
      organization_name: options.brands.named(null).name ?? checkout?.organization.name ?? 'Verge',
      variant: null,
      home: checkout ? `/${checkout.organization.slug}` : null,
      query: queryOf(c),
      signedIn: null,
    }
    const notice = takeNotice(c, noticeFor(c))
    // A finished form leads to the seller's own page, so forms may lead there.
    const formOrigins = [processor.origin, ...(checkout ? [new URL(checkout.success_url).origin] : [])]
    const surroundings = { brands: options.brands, sandbox: options.sandbox, formOrigins, hasExits: true }
    return withCookies(c, await shown(view, viewer, surroundings, { notice, ...(status && { status }) }))
  }

  function lead(c: Context, to: string, notice?: Notice): Response {
    if (notice) leaveNotice(c, noticeFor(c), notice)
    return withCookies(c, seeOther(to))
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
    const { client_secret } = checkout
    const problems = await send(
      problemsInDetails(checkout, values, reader.messages),
      () =>
        polarFor(c).call(updateClientCheckout, {
          params: { client_secret },
          body: bodyOf(checkout, values),
        }),
      (refusal) => problemsOfDetails(refusal, reader.messages),
    )
    if (problems) return render(c, reader, detailsPage(checkout, reader, values, problems), checkout)
    const { is_payment_form_required, customer_email: whose } = await load(c)
    // Whoever just typed a code that leaves nothing to pay sees that first.
    if (!is_payment_form_required)
      return checkout.is_payment_form_required ? seeOther(pathOf(c)) : confirm(c, {})
    const return_to = `${publicUrl}${pathOf(c)}/pay`
    return seeOther(await processor.cardEntry({ return_to, locale: reader.format.locale, whose }))
  })

  app.get('/checkout/:secret/pay', (c) => {
    const token = c.req.query('confirmation_token')
    if (!token) return lead(c, pathOf(c))
    return at(c, (checkout, reader) => reviewPage(checkout, reader, token))
  })

  app.post('/checkout/:secret/pay', async (c) => {
    const form = await formOf(c)
    const token = form.get('confirmation_token')
    const checkout = await load(c)
    const reader = readerOf(c, checkout)
    const wantsConsent = asksConsent(checkout) && checkoutStanding(checkout).kind === 'open'
    if (wantsConsent && !form.has('consent') && token)
      return render(c, reader, reviewPage(checkout, reader, token, { isConsentMissing: true }), checkout)
    const consent = wantsConsent ? { renewal_consent: consentText(checkout, reader) } : {}
    return confirm(c, { confirmation_token_id: token, ...agreedIn(form), ...consent })
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
  async function confirm(c: Context, body: InputOf<typeof confirmClientCheckout>['body']): Promise<Response> {
    const client_secret = c.req.param('secret')!
    const { messages } = readerOf(c)
    try {
      await polarFor(c).call(confirmClientCheckout, { params: { client_secret }, body })
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
      const words = messages.checkout
      if (error instanceof PolarFault && error.kind === 'rate_limited')
        return lead(c, pathOf(c), problem(words.tooOften, 'TooManyRequests'))
      const notice = explainRefusal(error, {
        PaymentError: words.declined,
        DiscountRedemptionLimitReached: words.discountGone,
        AlreadyActiveSubscriptionError: words.already,
        CheckoutCustomerExternalIdMismatch: words.otherAccount,
        PaymentNotReady: words.waiting,
        CheckoutLocked: words.waiting,
        NotOpenCheckout: words.waiting,
        QuoteOutdated: words.changed,
      })
      const { confirmation_token_id: token } = body
      // What it costs now is shown before anything is bought; the card need not be typed again.
      const again = isRefusal(error, 'QuoteOutdated') && token
      return lead(
        c,
        again ? `${pathOf(c)}/pay?${new URLSearchParams({ confirmation_token: token })}` : pathOf(c),
        notice,
      )
    }
  }

  const formOf = (c: Context) => postedForm(c.req.raw, publicUrl)

  app.onError(async (error, c) => {
    const reader = readerOf(c)
    const { messages } = reader
    if (isRefusal(error, 'ExpiredCheckoutError'))
      return render(c, reader, expiredPage(reader), undefined, 410)
    if (error instanceof Refusal) {
      const { notFoundTitle, notFound } = messages.problem
      return render(
        c,
        reader,
        problemPage(messages, notFoundTitle, notFound, { code: 'ResourceNotFound' }),
        undefined,
        404,
      )
    }
    const { view, status } = failurePage(error, { messages, isUnchanged: c.req.method === 'GET' }, options)
    return render(c, reader, view, undefined, status)
  })

  return withProtection((request, guest: Guest = {}) => app.fetch(request, guest))
}

/** What the page had said when its button was pressed; nothing, where it was not said at all. */
function agreedIn(form: URLSearchParams): { agreed?: Agreement } {
  const product_id = form.get('product_id')
  const currency = form.get('currency')
  if (!product_id || !currency) return {}
  const amount = (name: string) => Number(form.get(name))
  return {
    agreed: {
      product_id,
      currency,
      due_amount: amount('due_amount'),
      total_amount: amount('total_amount'),
    },
  }
}

/** `{CHECKOUT_ID}` may still stand in it as the seller wrote it. */
function successOf({ success_url, id }: CheckoutPublic): string {
  return success_url.replaceAll('{CHECKOUT_ID}', id).replaceAll('%7BCHECKOUT_ID%7D', id)
}
