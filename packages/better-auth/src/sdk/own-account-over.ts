import { Denied, type OwnAccount, type PlanChange, type PlanQuote } from '../own-account.ts'
import { ProviderFailure, type SubscriptionState } from '../provider.ts'
import { Declined, textIn, type Caller } from './call.ts'
import { asOnTheWire } from './names.ts'
import { answerOf } from './on-the-wire.ts'
import { Trace } from './trace.ts'

interface Session {
  token: string
  /** Where the provider says that its portal is. */
  portal: string
}
type Call = (...input: never[]) => Promise<unknown>
/** What it needs of a client. */
interface CustomerClient {
  customerPortal: {
    subscriptions: { get: Call; update: Call }
    orders: { list: Call; invoice: Call; generateInvoice: Call }
  }
  address: URL | null
  itemsOf(page: unknown): unknown[]
}
type Run = () => Promise<unknown>

/** What a customer may do, over a client of the SDK; what no client has goes over the wire. */
export function ownAccountOver(sdk: CustomerClient, call: Caller, { token, portal }: Session): OwnAccount {
  const { subscriptions, orders } = sdk.customerPortal
  const options = { accessToken: token }
  const write = <Result>(name: string, run: Run) => denied(call(name, run)) as Promise<Result>
  const read = <Result>(name: string, run: Run) => denied(call(name, run, { again: true })) as Promise<Result>
  const state = async (answer: Promise<unknown>) => asOnTheWire(await answer) as SubscriptionState
  // The backend of Verge serves portal and API from one place, unless the app says otherwise.
  const address = new URL(sdk.address ?? portal)
  const onTheWire = async (path: string, body: object): Promise<Response> =>
    fetch(new URL(`/v1/verge/subscriptions/${path}`, address), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
    })

  return {
    getSubscription: (id) =>
      state(read('customerPortal.subscriptions.get', () => subscriptions.get(...given(id, options)))),
    updateSubscription: (id, changes) =>
      state(
        write('customerPortal.subscriptions.update', () =>
          subscriptions.update(...given(id, changes, options)),
        ),
      ),
    quotePlan: async (id, product_id) => {
      if (isPolars(address)) return null
      return read<PlanQuote | null>('change-quote', async () => {
        const path = `${encodeURIComponent(id)}/change-quote`
        const response = await onTheWire(path, { product_id })
        return isMissingRoute(response) ? null : answerOf(response)
      })
    },
    changeAsQuoted: (id, product_id, quote_id) =>
      write<PlanChange>('change', async () =>
        answerOf(await onTheWire(`${encodeURIComponent(id)}/change`, { product_id, quote_id })),
      ),
    async listOrders(query) {
      const asked = { ...query, sorting: ['-created_at'] }
      const page = await read('customerPortal.orders.list', () => orders.list(...given(asked, options)))
      return sdk.itemsOf(page).map(asOnTheWire) as Record<string, unknown>[]
    },
    async invoiceUrl(order_id) {
      const find = () =>
        read('customerPortal.orders.invoice', () => orders.invoice(...given(order_id, options)))
      const made = await find().catch((error: unknown) => {
        if (error instanceof Denied && error.why === 'InvoiceDoesNotExist') return null
        throw error
      })
      if (made) return textIn(made, 'url')
      await write('customerPortal.orders.generateInvoice', () =>
        orders.generateInvoice(...given(order_id, options)),
      )
      return textIn(await find(), 'url')
    },
  }
}

/** The shape of a call is not known here: clients are taken by their structure. */
const given = (...input: unknown[]) => input as never[]

/** Polar's own API quotes nothing, so it is not asked. */
const isPolars = ({ hostname }: URL) => /(^|\.)polar\.sh$/.test(hostname)

/** The subscription is known to be there, so what is not there is the route; a page is no answer of an API either. */
function isMissingRoute({ status, headers }: Response): boolean {
  return status === 404 || status === 405 || (status < 500 && !headers.get('content-type')?.includes('json'))
}

async function denied<Result>(call: Promise<Result>): Promise<Result> {
  return call.catch((error: unknown) => {
    if (error instanceof Declined) throw new Denied(error.status, error.cause.why, error.cause)
    const why = error instanceof ProviderFailure && error.cause instanceof Trace ? error.cause.why : ''
    // A customer's session that may not do one thing is no application that may do nothing.
    if (/(Permitted|Allowed)$/.test(why)) throw new Denied(403, why, (error as ProviderFailure).cause)
    throw error
  })
}
