import type { BetterAuthPluginDBSchema } from 'better-auth/db'

/** What the plugin keeps where `keepCopy` is on. Nothing of it can be written through Better Auth's own endpoints. */
export const copySchema = {
  /** A subscription as the provider told of it last. */
  polarSubscription: {
    fields: {
      subscriptionId: { type: 'string', required: true, unique: true, input: false },
      /** The user or organization that it belongs to: the customer's external id. */
      referenceId: { type: 'string', required: true, index: true, input: false },
      productId: { type: 'string', required: true, input: false },
      status: { type: 'string', required: true, input: false },
      /** Orders its states, as text; an older one never takes the place of a newer one. */
      version: { type: 'string', required: true, input: false },
      /** All of it, as on the wire. */
      state: { type: 'string', required: true, input: false, returned: false },
      /** What `onSubscriptionChanged` heard last; a read may have known of a change before it was told. */
      toldState: { type: 'string', required: false, input: false, returned: false },
      /** Since when it is being told of a newer one, and by whom; null: nobody tells it anything. */
      telling: { type: 'string', required: false, input: false, returned: false },
      heardAt: { type: 'date', required: true, input: false },
    },
  },
  /** When all of a customer's subscriptions were last read; that there are none is known by it, too. */
  polarReading: {
    fields: {
      referenceId: { type: 'string', required: true, unique: true, input: false },
      readAt: { type: 'date', required: true, input: false },
    },
  },
  /** What was last told of a customer as a whole, benefits and meters among it. */
  polarCustomerState: {
    fields: {
      referenceId: { type: 'string', required: true, unique: true, input: false },
      /** When this was so, as text that orders as instants do. */
      version: { type: 'string', required: true, input: false },
      /** All of it, as on the wire; `null` where they were no customer. */
      state: { type: 'string', required: true, input: false, returned: false },
    },
  },
  /** Each webhook event once, whichever process it reached. */
  polarEvent: {
    fields: {
      eventId: { type: 'string', required: true, unique: true, input: false },
      type: { type: 'string', required: true, input: false },
      /** Kept of events that this version does not know; null of all others. */
      payload: { type: 'string', required: false, input: false, returned: false },
      claimedAt: { type: 'date', required: true, input: false },
      /** Null until its handlers have run to their end. */
      handledAt: { type: 'date', required: false, input: false },
    },
  },
} satisfies BetterAuthPluginDBSchema
