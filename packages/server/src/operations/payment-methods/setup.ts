import type { getPaymentMethodSetup as contract } from '@verge/polar/contract/payment-methods'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'

/** As the processor says it; our books do not change by it. */
export async function getPaymentMethodSetup(
  { processor }: Ports,
  { customer_id: customer_reference }: CustomerActor,
  { params: { id: setup_intent_id } }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const outcome = await processor.getSetup({ customer_reference, setup_intent_id })
  if (!outcome) throw notFound()
  return { status: outcome.status }
}
