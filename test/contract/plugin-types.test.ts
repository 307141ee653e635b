import { checkout, polar, portal, usage, webhooks } from '@verge/better-auth'
import { polarClient } from '@verge/better-auth/client'
import { betterAuth } from 'better-auth'
import { createAuthClient } from 'better-auth/client'
import { createPolar, type models, type webhooks as events } from 'polar-sdk-1/2026-10'
import { expectTypeOf, it } from 'vitest'

const auth = betterAuth({
  plugins: [
    polar({
      client: createPolar({ accessToken: 'polar_oat_of_the_app' }),
      use: [portal(), usage(), checkout(), webhooks({ secret: '' })],
    }),
  ],
})
type Api = typeof auth.api
type Known = models.CustomerState & { stale?: boolean }
type Answer<Name extends keyof Api> = Awaited<ReturnType<Api[Name]>>

it('has the types of the client 1.x for what it hands on', () => {
  expectTypeOf<Answer<'state'>>().toEqualTypeOf<Known | null>()
  expectTypeOf<Answer<'orders'>>().toEqualTypeOf<models.ListResourceCustomerOrder>()
  expectTypeOf<Answer<'benefits'>>().toEqualTypeOf<models.ListResourceCustomerBenefitGrant>()
  expectTypeOf<Answer<'meters'>>().toEqualTypeOf<models.ListResourceCustomerCustomerMeter>()
  expectTypeOf<Answer<'subscriptions'>>().toEqualTypeOf<
    models.ListResourceCustomerSubscription | models.ListResourceSubscription
  >()
  expectTypeOf<Answer<'ingestion'>>().toEqualTypeOf<models.EventsIngestResponse>()
})

it('has them in the browser, too, where the client knows the server', () => {
  const authClient = () => createAuthClient({ plugins: [polarClient<typeof auth>()] })
  type Client = ReturnType<typeof authClient>
  const listed = async ({ customer }: Client) => (await customer.orders.list()).data
  expectTypeOf(listed).returns.resolves.toEqualTypeOf<models.ListResourceCustomerOrder | null>()
  type State = ReturnType<Client['useCustomerState']['get']>['data']
  expectTypeOf<State>().toEqualTypeOf<Known | null>()
})

it('takes the events of the client 1.x by their name', () => {
  const heard = () =>
    webhooks<events.WebhookPayload>({
      secret: '',
      onOrderPaid({ data }) {
        expectTypeOf(data).toEqualTypeOf<models.Order>()
      },
      onSubscriptionPaused({ type, timestamp, data }) {
        expectTypeOf(type).toEqualTypeOf<'subscription.paused'>()
        expectTypeOf(timestamp).toEqualTypeOf<string>()
        expectTypeOf(data).toEqualTypeOf<models.Subscription>()
      },
      onPayload(event) {
        expectTypeOf(event).toEqualTypeOf<events.WebhookPayload>()
      },
    })
  expectTypeOf(heard).toBeFunction()
})

it('gives an event that the client 0.47 does not know yet the data of the others about the same', () => {
  const heard = () =>
    webhooks({
      secret: '',
      onSubscriptionPaused({ type, timestamp, data }) {
        expectTypeOf(type).toEqualTypeOf<'subscription.paused'>()
        expectTypeOf(timestamp).toEqualTypeOf<Date>()
        expectTypeOf(data.currentPeriodEnd).toEqualTypeOf<Date>()
      },
      onDiscountCreated({ data }) {
        expectTypeOf(data).toEqualTypeOf<Record<string, unknown>>()
      },
    })
  expectTypeOf(heard).toBeFunction()
})
