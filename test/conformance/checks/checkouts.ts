import { operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import { cards, type Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

interface Given {
  checkout: Wire
  product: Wire
  email: string
}
const success_url = 'https://verge.example/success?checkout_id={CHECKOUT_ID}'

const forSale = async (trial: Trial) => ({ product: await trial.product('pro'), email: trial.newEmail() })
const opened = async (trial: Trial): Promise<Given> => {
  const given = await forSale(trial)
  const body = { products: [given.product.id], customer_email: given.email }
  return { ...given, checkout: await trial.post('/v1/checkouts/', body) }
}
const paying = async (trial: Trial) => ({
  ...(await opened(trial)),
  confirmation_token_id: await trial.sandbox('a test card').cardToken(cards.works),
})
const open = (answer: Wire, { product }: { product: Wire }) =>
  fits(answer, {
    status: 'open',
    product_id: product.id,
    amount: 2000,
    currency: 'usd',
    is_payment_required: true,
  })
const confirm = ({ call }: Trial, { client_secret }: Wire, body: object = {}) =>
  call('POST', `/v1/checkouts/client/${client_secret}/confirm`, { token: null, body })
const pay = async (trial: Trial, checkout: Wire, number: string, body: object = {}) =>
  confirm(trial, checkout, {
    confirmation_token_id: await trial.sandbox('a test card').cardToken(number),
    ...body,
  })
const seen = async ({ get }: Trial, { id }: Wire) => get(`/v1/checkouts/${id}`)

/** Whoever a checkout made a customer of is gone with the check. */
async function forget({ get, call }: Trial, email: string): Promise<void> {
  for (const { id } of (await get(`/v1/customers/?email=${encodeURIComponent(email)}`)).items)
    await call('DELETE', `/v1/customers/${id}`)
}

export const checkouts: readonly Check[] = [
  operation<{ product: Wire; email: string }>('M', 'POST /v1/checkouts/', {
    ok: 201,
    given: forSale,
    v1: (polar, { product, email }) =>
      polar.checkouts.create({ products: [product.id], customer_email: email, success_url }),
    v0: (polar, { product, email }) =>
      polar.checkouts.create({ products: [product.id], customerEmail: email, successUrl: success_url }),
    raw: ({ product, email }) => ({
      body: {
        products: [product.id],
        customer_email: email,
        success_url,
        metadata: { referenceId: 'org' },
        allow_discount_codes: true,
        require_billing_address: false,
        is_business_customer: false,
      },
    }),
    shows(answer, { product, email }) {
      open(answer, { product })
      same(answer.customer_email, email, 'customer_email')
      isTrue(answer.client_secret.startsWith('polar_c_'), 'The secret has another form')
      isTrue(answer.url.includes(answer.client_secret), 'The address is not of this checkout')
      isTrue(answer.success_url.includes('{CHECKOUT_ID}'), `success_url became ${answer.success_url}`)
    },
  }),
  operation<Given>('M', 'GET /v1/checkouts/{id}', {
    ok: 200,
    given: opened,
    v1: (polar, { checkout }) => polar.checkouts.get(checkout.id),
    v0: (polar, { checkout: { id } }) => polar.checkouts.get({ id }),
    raw: ({ checkout: { id } }) => ({ params: { id } }),
    shows: open,
  }),
  operation<Given>('S', 'GET /v1/checkouts/', {
    ok: 200,
    given: async (trial) => {
      const customer = await trial.customer()
      const product = await trial.product('pro')
      const body = { products: [product.id], customer_id: customer.id }
      return { product, email: customer.email, checkout: await trial.post('/v1/checkouts/', body) }
    },
    v1: (polar, { checkout }) => polar.checkouts.list({ customer_id: checkout.customer_id }),
    v0: (polar, { checkout }) => polar.checkouts.list({ customerId: checkout.customer_id }),
    raw: ({ checkout }) => ({ query: `customer_id=${checkout.customer_id}` }),
    shows: ({ items }, { checkout }) =>
      same(
        items.map(({ id }: Wire) => id),
        [checkout.id],
        'The checkouts',
      ),
  }),
  operation<Given>('S', 'PATCH /v1/checkouts/{id}', {
    ok: 200,
    repeatable: true,
    given: opened,
    v1: (polar, { checkout }) => polar.checkouts.update(checkout.id, { metadata: { order: 'A-1' } }),
    v0: (polar, { checkout: { id } }) =>
      polar.checkouts.update({ id, checkoutUpdate: { metadata: { order: 'A-1' } } }),
    raw: ({ checkout: { id } }) => ({ params: { id }, body: { metadata: { order: 'A-1' } } }),
    shows: (answer, { checkout }) => fits(answer, { id: checkout.id, metadata: { order: 'A-1' } }),
  }),
  operation<Given>('M', 'GET /v1/checkouts/client/{client_secret}', {
    ok: 200,
    open: true,
    given: opened,
    v1: (polar, { checkout }) => polar.checkouts.clientGet(checkout.client_secret),
    v0: (polar, { checkout }) => polar.checkouts.clientGet({ clientSecret: checkout.client_secret }),
    raw: ({ checkout: { client_secret } }) => ({ params: { client_secret } }),
    shows: open,
  }),
  operation<Given>('M', 'PATCH /v1/checkouts/client/{client_secret}', {
    ok: 200,
    repeatable: true,
    open: true,
    given: opened,
    v1: (polar, { checkout }) =>
      polar.checkouts.clientUpdate(checkout.client_secret, { customer_name: 'Ada' }),
    v0: (polar, { checkout }) =>
      polar.checkouts.clientUpdate({
        clientSecret: checkout.client_secret,
        checkoutUpdatePublic: { customerName: 'Ada' },
      }),
    raw: ({ checkout: { client_secret } }) => ({ params: { client_secret }, body: { customer_name: 'Ada' } }),
    shows: (answer) => fits(answer, { status: 'open', customer_name: 'Ada' }),
  }),
  operation<Given & { confirmation_token_id: string }>(
    'M',
    'POST /v1/checkouts/client/{client_secret}/confirm',
    {
      ok: 200,
      open: true,
      given: paying,
      v1: (polar, { checkout, confirmation_token_id }) =>
        polar.checkouts.clientConfirm(checkout.client_secret, { confirmation_token_id }),
      v0: (polar, { checkout, confirmation_token_id: confirmationTokenId }) =>
        polar.checkouts.clientConfirm({
          clientSecret: checkout.client_secret,
          checkoutConfirmStripe: { confirmationTokenId },
        }),
      raw: ({ checkout: { client_secret }, confirmation_token_id }) => ({
        params: { client_secret },
        body: { confirmation_token_id },
      }),
      async shows(answer, { checkout, email }, trial) {
        same(answer.status, 'confirmed', 'The status')
        isTrue(answer.customer_session_token, 'A new customer is given no session')
        await trial.eventually('the sale', async () => (await seen(trial, checkout)).status === 'succeeded')
        await forget(trial, email)
      },
    },
  ),
  operation<Given>('S', 'GET /v1/checkouts/client/{client_secret}/stream', {
    ok: 200,
    open: true,
    streams: true,
    given: opened,
    raw: ({ checkout: { client_secret } }) => ({ params: { client_secret } }),
  }),

  rule('checkout.day', 'A checkout is open for a day', async (trial) => {
    const { advance } = trial.sandbox('a clock')
    const { checkout } = await opened(trial)
    await advance('PT25H')
    same((await seen(trial, checkout)).status, 'expired', 'The status')
    refuses(
      await trial.call('GET', `/v1/checkouts/client/${checkout.client_secret}`, { token: null }),
      410,
      'ExpiredCheckoutError',
    )
    refuses(await confirm(trial, checkout), 410, 'ExpiredCheckoutError')
  }),
  rule('checkout.guess', 'Who guesses a secret finds nothing', async ({ call }) => {
    const path = '/v1/checkouts/client/polar_c_guessed'
    refuses(await call('GET', path, { token: null }), 404, 'ResourceNotFound')
    refuses(await call('PATCH', path, { token: null, body: {} }), 404, 'ResourceNotFound')
    refuses(await call('POST', `${path}/confirm`, { token: null, body: {} }), 404, 'ResourceNotFound')
  }),
  rule(
    'checkout.customer',
    'A customer whom nobody knows, or a product that is not sold, is refused',
    async (trial) => {
      const { id } = await trial.product('pro')
      const create = (body: object) => trial.call('POST', '/v1/checkouts/', { body })
      refusesInput(await create({ products: [id], customer_id: crypto.randomUUID() }), 'body/customer_id')
      refusesInput(await create({ products: [crypto.randomUUID()] }))
      refusesInput(await create({ products: [] }))
    },
  ),
  rule('checkout.linked', 'The app’s id of a customer leads to the customer', async (trial) => {
    const external_id = crypto.randomUUID()
    const { id } = await trial.customer({ external_id })
    const { id: product_id } = await trial.product('pro')
    const body = { products: [product_id], external_customer_id: external_id }
    same((await trial.post('/v1/checkouts/', body)).customer_id, id, 'customer_id')
  }),
  rule(
    'checkout.remembered',
    'An id of the app’s that nobody has yet is the new customer’s',
    async (trial) => {
      const { product, email } = await forSale(trial)
      const external_customer_id = crypto.randomUUID()
      const body = { products: [product.id], external_customer_id, customer_email: email }
      const checkout = await trial.post('/v1/checkouts/', body)
      same(checkout.customer_id, null, 'customer_id')
      answers(await pay(trial, checkout, cards.works), 200)
      fits(await trial.get(`/v1/customers/external/${external_customer_id}`), { email })
      await forget(trial, email)
    },
  ),
  rule(
    'checkout.takeover',
    'Who buys under an address that is a customer’s already is not let in as them',
    async (trial) => {
      const customer = await trial.customer()
      const { id } = await trial.product('pro')
      const checkout = await trial.post('/v1/checkouts/', { products: [id], customer_email: customer.email })
      const { body } = answers(await pay(trial, checkout, cards.works), 200)
      same(body.customer_session_token, null, 'customer_session_token')
      same((await seen(trial, checkout)).customer_id, customer.id, 'customer_id')
    },
  ),
  rule(
    'checkout.mismatch',
    'An id of the app’s that belongs to another address is refused',
    async (trial) => {
      const external_id = crypto.randomUUID()
      const { id } = await trial.product('pro')
      const checkout = await trial.post('/v1/checkouts/', {
        products: [id],
        external_customer_id: external_id,
        customer_email: trial.newEmail(),
      })
      await trial.customer({ external_id })
      refuses(await pay(trial, checkout, cards.works), 422, 'CheckoutCustomerExternalIdMismatch')
    },
  ),
  rule(
    'checkout.declined',
    'A declined card is told by its name, and the checkout stays open',
    async (trial) => {
      const { checkout, email } = await opened(trial)
      refuses(await pay(trial, checkout, cards.failsWhenCharged), 400, 'PaymentError')
      same((await seen(trial, checkout)).status, 'open', 'The status')
      answers(await pay(trial, checkout, cards.works), 200)
      await forget(trial, email)
    },
  ),
  rule('checkout.twice', 'What is bought already is not bought again', async (trial) => {
    const { checkout, email } = await opened(trial)
    answers(await pay(trial, checkout, cards.works), 200)
    refuses(await pay(trial, checkout, cards.works), 403, 'NotOpenCheckout')
    await forget(trial, email)
  }),
  rule('checkout.active', 'Who subscribes already is told so', async (trial) => {
    const { customer, subscription } = await trial.subscriber()
    const body = { products: [subscription.product_id], customer_id: customer.id }
    const checkout = await trial.post('/v1/checkouts/', body)
    refuses(await pay(trial, checkout, cards.works), 403, 'AlreadyActiveSubscriptionError')
  }),
  rule('checkout.free', 'What costs nothing needs no card', async (trial) => {
    const { id } = await trial.product('free')
    const email = trial.newEmail()
    const checkout = await trial.post('/v1/checkouts/', { products: [id], customer_email: email })
    fits(checkout, { is_free_product_price: true, is_payment_required: false, total_amount: 0 })
    answers(await confirm(trial, checkout), 200)
    await trial.eventually('the sale', async () => (await seen(trial, checkout)).status === 'succeeded')
    await forget(trial, email)
  }),
]
