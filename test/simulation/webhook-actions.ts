import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import { archiveWebhookEvents } from '@verge/server/operations/webhooks/archive'
import { createWebhookEndpoint } from '@verge/server/operations/webhooks/create'
import { redeliverWebhookEvent } from '@verge/server/operations/webhooks/redeliver'
import {
  deleteWebhookEndpoint,
  resetWebhookSecret,
  updateWebhookEndpoint,
} from '@verge/server/operations/webhooks/update'
import type { Chance } from './chance.ts'
import { one } from './found.ts'
import { moods, type Mood } from './listeners.ts'
import type { Action, Maker, Simulated } from './world.ts'

const addresses = ['https://one.example.com/', 'https://two.example.com/', 'https://two.example.com/more']
const endpointsMax = 2
/** What somebody wants to hear of. More would make a simulation slow, and tell the same. */
const wishes: WebhookEventType[][] = [
  ['subscription.created', 'subscription.updated'],
  ['subscription.created', 'subscription.updated', 'subscription.revoked'],
  ['order.created', 'order.paid'],
  ['subscription.updated', 'order.updated', 'customer.state_changed'],
]

export async function listens(world: Simulated, chance: Chance): Promise<Action | null> {
  const [url, events] = [chance.pick(addresses), chance.pick(wishes)]
  if ((await endpoints(world)).length >= endpointsMax) return null
  const body = { url, events, format: 'raw' as const }
  return { name: 'listens', run: (ports) => createWebhookEndpoint(ports, world.seller, { body }) }
}

/** Whoever listens to what happens: comes, breaks, changes and goes. */
export const webhookMakers: readonly Maker[] = [
  listens,

  async function falters(world, chance) {
    const endpoint = await anyEndpoint(world, chance)
    const mood = chance.pick<Mood>(['listens', ...moods])
    return (
      endpoint && {
        name: `${mood} at ${endpoint.url}`,
        run: async () => world.listeners.turn(endpoint.url, mood),
      }
    )
  },

  async function isSwitched(world, chance) {
    const endpoint = await anyEndpoint(world, chance)
    if (!endpoint || (endpoint.enabled && !chance.happens(0.2))) return null
    const enabled = !endpoint.enabled
    const params = { id: endpoint.id }
    return {
      name: enabled ? 'is turned on' : 'is turned off',
      run: (ports) => updateWebhookEndpoint(ports, world.seller, { params, body: { enabled } }),
    }
  },

  async function movesElsewhere(world, chance) {
    const endpoint = await anyEndpoint(world, chance)
    const [url, events, isMoved] = [chance.pick(addresses), chance.pick(wishes), chance.happens(0.5)]
    if (!endpoint) return null
    const params = { id: endpoint.id }
    const body = isMoved ? { url, secret: `whsec_${url.replaceAll(/\W/g, '')}_and_long_enough` } : { events }
    return {
      name: isMoved ? 'listens elsewhere' : 'listens to something else',
      run: (ports) => updateWebhookEndpoint(ports, world.seller, { params, body }),
    }
  },

  async function forgetsItsSecret(world, chance) {
    const endpoint = await anyEndpoint(world, chance)
    const params = endpoint && { id: endpoint.id }
    return (
      params && {
        name: 'has a new secret',
        run: (ports) => resetWebhookSecret(ports, world.seller, { params }),
      }
    )
  },

  async function stopsListening(world, chance) {
    const endpoint = await anyEndpoint(world, chance)
    if (!endpoint || !chance.happens(0.3)) return null
    const params = { id: endpoint.id }
    return {
      name: 'stops listening',
      run: (ports) => deleteWebhookEndpoint(ports, world.seller, { params }),
    }
  },

  async function asksToHearItAgain(world, chance) {
    const events = world.ports.db
      .selectFrom('webhook_events')
      .innerJoin('webhook_endpoints', 'webhook_endpoints.id', 'webhook_events.endpoint_id')
      .select('webhook_events.id')
      .where('webhook_endpoints.deleted_at', 'is', null)
      .where('is_archived', '=', false)
      .orderBy('position')
    const params = one(await events.execute(), chance)
    return (
      params && {
        name: 'asks to hear it again',
        run: (ports) => redeliverWebhookEvent(ports, world.seller, { params }),
      }
    )
  },

  async function whatWasToldIsForgotten() {
    return { name: 'what was told long ago is forgotten', run: (ports) => archiveWebhookEvents(ports) }
  },
]

async function endpoints({ ports }: Simulated) {
  return ports.db
    .selectFrom('webhook_endpoints')
    .select(['id', 'url', 'enabled'])
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

async function anyEndpoint(world: Simulated, chance: Chance) {
  return one(await endpoints(world), chance)
}
