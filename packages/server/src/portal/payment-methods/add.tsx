import { listOverduePayments } from '@verge/polar/contract/overdue-payments'
import {
  addPaymentMethod,
  confirmPaymentMethod,
  getPaymentMethodSetup,
} from '@verge/polar/contract/payment-methods'
import { isRefusal } from '@verge/polar/refusals'
import { explainRefusal } from '../explain-refusal.ts'
import { problem } from '../notice.ts'
import { paidByNewDefault, type Owed } from '../overdue/owed.ts'
import { carryOnPage, valuesOf } from '../ui/carry-on.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import { waitingPage } from '../ui/waiting.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
import { accountOf } from './account.ts'
import { additionStanding, isAtBank } from './addition-standing.ts'
import { agreedIn, agreedOf, agreementOf } from './agreed.ts'
import { AgreementForm } from './agreement-form.tsx'
import { cardName } from './card-name.ts'
import { afterPaying, nextIn } from './next.ts'
import { totalOf, whatCameOf } from './outcome.ts'

const back = '/payment-methods/add/return'

/** What comes back from the processor's page and the bank's. */
const returnedNames = ['confirmation_token', 'setup_intent', 'next', 'agreed']
const returned = (values: URLSearchParams) => new URLSearchParams(valuesOf(values, returnedNames))

/** Back here, and from here on to where the card was missing; with what was agreed to be charged at once. */
function backTo(next: string | null, agreed: string): string {
  const query = new URLSearchParams({ ...(next && { next }), ...(agreed && { agreed }) })
  return query.size > 0 ? `${back}?${query}` : back
}

/** Straight to the processor's page, unless the new card pays an open invoice: that is said first. */
export const addPage: Page = async (visit, { query }) => {
  const { messages, format, to, absolute, processor } = visit
  const words = messages.methods
  if (!processor) return { to: to('/payment-methods'), notice: problem(words.unavailable) }
  const owed = await visit.owed()
  const due = paidByNewDefault(owed)
  const whose = await accountOf(visit)
  const return_to = absolute(backTo(nextIn(query), agreementOf(due)))
  const entry = await processor.cardEntry({ return_to, locale: format.locale, whose })
  if (due.length === 0) return { to: entry }
  return {
    title: words.add,
    saysWhatIsOwed: due.length === owed.length,
    body: (
      <>
        <h1>{words.add}</h1>
        <div class="card">
          <Account messages={messages} email={whose} />
          <Due visit={visit} due={due} />
          <div class="actions">
            <a class="button primary" href={entry}>
              {words.continue}
            </a>
            <a class="button" href={to('/payment-methods')}>
              {words.title}
            </a>
          </div>
        </div>
      </>
    ),
  }
}

function Account({ messages, email }: { messages: Visit['messages']; email: string | null }) {
  return email && <p>{messages.emailChange.now({ email })}</p>
}

function Due({ visit: { messages, format }, due }: { visit: Visit; due: readonly Owed[] }) {
  return (
    <>
      {due.map(({ amount, currency }) => (
        <p>{messages.methods.addOverdue({ amount: format.money(amount, currency) })}</p>
      ))}
    </>
  )
}

/** The card was typed, and meanwhile it would pay something else than was said: nothing of it was done yet. */
async function addedAnew(visit: Visit, form: URLSearchParams): Promise<View> {
  const { messages, to } = visit
  const words = messages.methods
  const [due, email] = await Promise.all([visit.owed().then(paidByNewDefault), accountOf(visit)])
  return {
    title: words.add,
    status: 409,
    body: (
      <>
        <h1>{words.add}</h1>
        <QuoteMoved messages={messages} />
        <AgreementForm
          visit={visit}
          action={to(back)}
          due={due}
          text={due.length > 0 ? messages.pay.confirm({ amount: totalOf(visit, due) }) : words.continue}
          values={valuesOf(form, ['confirmation_token', 'setup_intent', 'next'])}
        >
          <Account messages={messages} email={email} />
          <Due visit={visit} due={due} />
        </AgreementForm>
      </>
    ),
  }
}

/**
 * The form that saves the card, or the way to look again while its bank has not answered. Nothing is saved by looking. Who
 * comes without a card did not want to go on.
 */
export const additionReturn: Page = async (visit, { query }) => {
  const { messages, to } = visit
  if (!query.has('setup_intent') && !query.has('confirmation_token'))
    return { to: to(nextIn(query) ?? '/payment-methods') }
  if (await isWaitedFor(visit, query.get('setup_intent'))) {
    return waitingPage(messages, {
      title: messages.methods.add,
      text: messages.methods.confirming,
      to: to(`${back}?${returned(query)}`),
    })
  }
  return carryOnPage(messages, {
    title: messages.methods.saving,
    to: to(back),
    values: valuesOf(query, returnedNames),
    whose: await accountOf(visit),
  })
}

async function isWaitedFor({ polar, attempt }: Visit, id: string | null): Promise<boolean> {
  if (!id || !polar.supports(getPaymentMethodSetup)) return false
  const setup = await attempt(polar.call(getPaymentMethodSetup, { params: { id } }))
  return setup !== null && isAtBank(setup)
}

export const saveCard: Action = async (visit, { form }) => {
  const { polar, messages, format, to, absolute, processor } = visit
  const next = nextIn(form)
  const page = to(next ?? '/payment-methods')
  const setup_intent_id = form.get('setup_intent')
  const confirmation_token_id = form.get('confirmation_token')
  if (!setup_intent_id && !confirmation_token_id)
    return { to: page, notice: problem(messages.methods.refused) }
  const charged = agreedOf(paidByNewDefault(await visit.owed()), agreedIn(form))
  // Where the bank asks about the card first, it leads back here with the same.
  const return_url = absolute(backTo(next, agreementOf(charged)))
  const wanted = {
    set_default: true,
    ...(polar.supports(listOverduePayments) && { agreed_payments: agreedIn(form) }),
  }
  try {
    const answer = setup_intent_id
      ? await polar.call(confirmPaymentMethod, { body: { setup_intent_id, ...wanted } })
      : await polar.call(addPaymentMethod, {
          body: { confirmation_token_id: confirmation_token_id!, return_url, ...wanted },
        })
    const addition = additionStanding(answer)
    if (addition.kind === 'asks') {
      if (setup_intent_id) return { to: to(`${back}?${returned(form)}`) }
      if (!processor) return { to: page, notice: problem(messages.methods.refused) }
      return { to: processor.authentication(addition.client_secret, return_url, format.locale) }
    }
    const said = messages.methods.added({ card: cardName(addition.method, messages) })
    const came = await whatCameOf(visit, addition.method, charged, { said })
    const result = { action: 'payment_method_updated', subscription_id: null }
    const isPaid = came.kind === 'paid' && charged.length > 0
    return { to: isPaid ? to(afterPaying(next) ?? '/payment-methods') : page, ...came, result }
  } catch (error) {
    if (isRefusal(error, 'QuoteOutdated')) return addedAnew(visit, form)
    const { refused } = messages.methods
    const notice = explainRefusal(error, {
      PaymentMethodSetupFailed: refused,
      PolarRequestValidationError: refused,
      CustomerNotReady: refused,
    })
    return { to: page, notice }
  }
}
