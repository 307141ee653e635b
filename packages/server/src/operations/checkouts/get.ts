import type {
  getCheckout as contract,
  getClientCheckout as clientContract,
} from '@verge/polar/contract/checkouts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { Anonymous, OrganizationActor } from '../actor.ts'
import { bySecret, refuseExpired, requireCheckout } from './load.ts'
import { presentCheckout } from './present.ts'

export async function getCheckout(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  return presentCheckout(ports, await requireCheckout(ports.db, actor, params.id))
}

export async function getClientCheckout(
  ports: Ports,
  _actor: Anonymous,
  { params }: InputOf<typeof clientContract>,
): Promise<OutputOf<typeof clientContract>> {
  const checkout = await bySecret(ports.db, params.client_secret)
  refuseExpired(checkout, ports)
  return presentCheckout(ports, checkout)
}
