import {
  CheckoutParams,
  checkout,
  polar,
  polarClient,
  portal,
  usage,
  webhooks,
  type CheckoutOptions,
  type PortalConfig,
  type UsageOptions,
  type WebhooksOptions,
} from '@polar-sh/better-auth'
import { polarClient as polarClientAlone } from '@polar-sh/better-auth/client'
import { Polar } from '@polar-sh/sdk'
import { betterAuth, type User } from 'better-auth'
import { createAuthClient } from 'better-auth/react'

/*
 * An app written for Polar's own plugin 1.8.4 and its client 0.47. A test compiles it as it stands, and once more with ours in
 * the place of the plugin: nothing but the name of what is imported differs.
 */

const portalConfig: PortalConfig = { returnUrl: 'https://app.example/settings', theme: 'dark' }
const credits: UsageOptions = { creditProducts: [{ productId: 'prod_2', slug: 'credits' }] }
const sold: CheckoutOptions = {
  products: async () => [{ productId: 'prod_1', slug: 'pro' }],
  successUrl: '/success?checkout_id={CHECKOUT_ID}',
  returnUrl: '/pricing',
  authenticatedUsersOnly: true,
  theme: 'light',
}
const heard: WebhooksOptions = {
  secret: 'whsec_of_the_app',
  onPayload: async (payload) => {
    if (payload.type === 'order.paid') paid(payload.data.totalAmount, payload.data.customer.externalId)
    if (payload.type === 'benefit_grant.created') write(payload.data.benefitId)
  },
  onSubscriptionActive: async ({ data, timestamp }) =>
    write(data.status, data.productId, timestamp.toISOString()),
  onSubscriptionUpdated: async ({ type, data }) => {
    const updated: 'subscription.updated' = type
    write(updated, data.customer.email, data.currentPeriodEnd.toISOString())
  },
}

export const auth = betterAuth({
  plugins: [
    polar({
      client: new Polar({ accessToken: 'polar_oat_of_the_app', server: 'sandbox' }),
      createCustomerOnSignUp: true,
      getCustomerCreateParams: async ({ user }, request) => ({
        metadata: { joined: String(user.createdAt), from: request?.headers.get('referer') ?? 'nowhere' },
      }),
      use: [
        portal(portalConfig),
        usage(credits),
        checkout(sold),
        webhooks({
          ...heard,
          secret: 'whsec_of_the_app',
          onOrderPaid: async (payload) => paid(payload.data.totalAmount, payload.data.customer.externalId),
          onOrderRefunded: async ({ data }) => write(data.refundedAmount.toFixed()),
          onCheckoutUpdated: async ({ data: { status, url } }) => write(status, url),
          onCustomerStateChanged: async ({ data }) => write(data.activeSubscriptions[0]?.productId),
          onBenefitGrantCreated: async ({ data }) => write(data.benefit.type, data.customerId),
          onProductUpdated: async ({ data }) => write(data.name, data.prices[0]?.id),
          onRefundCreated: async ({ data }) => write(data.reason),
          onOrganizationUpdated: async ({ data }) => write(data.slug),
        }),
      ],
    }),
  ],
})
export const bare = polar({
  client: new Polar(),
  getCustomerCreateParams: paramsOf,
  use: [portal(), usage(), checkout(), webhooks({ secret: '' })],
})

async function paramsOf({ user }: { user: Partial<User> }) {
  return { metadata: { name: user.name ?? '' } }
}

export async function onTheServer(headers: Headers) {
  const [orders, benefits, subscriptions, meters] = await Promise.all([
    auth.api.orders({ headers, query: { page: 1, limit: 10, productBillingType: 'recurring' } }),
    auth.api.benefits({ headers }),
    auth.api.subscriptions({ headers, query: { active: true } }),
    auth.api.meters({ headers, query: {} }),
  ])
  write(orders.result.items[0]?.invoiceNumber, benefits.result.items[0]?.benefit.description)
  write(subscriptions.result.items[0]?.status, meters.result.items[0]?.meter.name)
  for await (const page of orders) write(page.result.items[0]?.status)
  const opened: { url: string; redirect: boolean } = await auth.api.portal({ headers, method: 'GET' })
  const bought: { url: string; redirect: boolean } = await auth.api.checkout({
    headers,
    body: { slug: 'pro' },
  })
  const { inserted } = await auth.api.ingestion({ headers, body: { event: 'call', metadata: { tokens: 7 } } })
  write(opened.url, bought.url, inserted.toFixed())
}

export const authClient = createAuthClient({ plugins: [polarClient()] })
export const sameClient = createAuthClient({ plugins: [polarClientAlone()] })

export async function inTheBrowser() {
  const { data: state, error } = await authClient.customer.state()
  if (error) return write(error.message, error.status.toFixed())
  const [subscription] = state.activeSubscriptions
  write(state.email, subscription?.currentPeriodEnd.toISOString(), subscription?.amount.toFixed())
  write(state.grantedBenefits[0]?.benefitType, state.activeMeters[0]?.balance.toFixed())
  const orders = await authClient.customer.orders.list({ query: { page: 1, limit: 10 } })
  write(orders.data?.result.items[0]?.product?.name, orders.data?.result.pagination.totalCount.toFixed())
  const benefits = await authClient.customer.benefits.list()
  write(benefits.data?.result.items[0]?.benefit.type)
  const subscriptions = await authClient.customer.subscriptions.list({
    query: { referenceId: 'org_1', active: true },
  })
  for (const { id, status, amount } of subscriptions.data?.result.items ?? [])
    write(id, status, amount.toFixed())
  const meters = await authClient.usage.meters.list({ query: { page: 1 } })
  write(meters.data?.result.items[0]?.consumedUnits.toFixed())
  const ingested = await authClient.usage.ingest({ event: 'call', metadata: { tokens: 7 } })
  write(ingested.data?.inserted.toFixed())
  const opened = await authClient.customer.portal()
  write(opened.data?.url)
  await authClient.checkout({ slug: 'pro', referenceId: 'org_1', redirect: false })
  await authClient.checkout({
    products: ['prod_1'],
    customFieldData: { seats: 2 },
    embedOrigin: 'https://app.example',
  })
}

export function asked(body: unknown): CheckoutParams {
  return CheckoutParams.parse(body)
}

function paid(amount: number, userId: string | null | undefined): void {
  write(amount.toFixed(2), userId)
}
function write(...words: (string | null | undefined)[]): void {
  console.log(...words)
}
