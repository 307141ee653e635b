import { listCustomerOrders } from '@verge/polar/contract/orders'
import { eraseCustomer } from '@verge/polar/contract/portal-customers'
import { listCustomerSubscriptions, type CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { mayErase, standsInTheWay } from '@verge/polar/policy/erasure'
import { isOpen } from '@verge/polar/policy/orders'
import { roleIn } from '../session/role.ts'
import type { Visit } from '../visit.ts'

/** Whether it is offered here, and to whoever looks. */
export async function isErasable({ polar, session }: Visit): Promise<boolean> {
  if (!polar.supports(eraseCustomer) || !session.has_say_in_billing) return false
  if (!session.is_member) return true
  const role = await roleIn(polar)
  // One that could not be read is nobody's.
  return role !== null && mayErase(role)
}

/** What has to end or be paid before. */
export interface InTheWay {
  running: CustomerSubscription[]
  owes: boolean
}

export async function inTheWay({ polar }: Visit): Promise<InTheWay | null> {
  const [subscriptions, orders] = await Promise.all([
    polar.call(listCustomerSubscriptions, { query: { limit: 100 } }),
    polar.call(listCustomerOrders, { query: { limit: 100 } }),
  ])
  const running = subscriptions.items.filter(standsInTheWay)
  const owes = orders.items.some(isOpen)
  return running.length > 0 || owes ? { running, owes } : null
}
