import { lawFor, type Law } from '@verge/polar/law/law'
import type { WithdrawalConsent } from '@verge/polar/policy/withdrawal'
import type { Database, Tx } from '../../ports/ports.ts'

/** A contract by the row that it is kept as. */
export type ContractId = { subscription_id: string } | { order_id: string }

interface Circumstances {
  law: Law
  /** With a tax id; such a customer is no consumer. */
  is_business: boolean
  consents: readonly WithdrawalConsent[]
}

/** By what a right to withdraw is judged. */
export async function circumstancesOf(
  db: Database | Tx,
  { customer_id, organization_id }: { customer_id: string; organization_id: string },
  contract: ContractId,
): Promise<Circumstances> {
  const customer = await db
    .selectFrom('customers')
    .select(['billing_address', 'tax_id'])
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  const { default_jurisdiction } = await db
    .selectFrom('organizations')
    .select('default_jurisdiction')
    .where('id', '=', organization_id)
    .executeTakeFirstOrThrow()
  const [column, id] = keyOf(contract)
  const kept = await db
    .selectFrom('withdrawal_consents')
    .select('kind')
    .where(column, '=', id)
    .orderBy('kind')
    .execute()
  return {
    law: lawFor(customer.billing_address, default_jurisdiction),
    is_business: customer.tax_id !== null,
    consents: kept.map(({ kind }) => kind),
  }
}

export function keyOf(contract: ContractId): ['subscription_id' | 'order_id', string] {
  return 'order_id' in contract
    ? ['order_id', contract.order_id]
    : ['subscription_id', contract.subscription_id]
}
