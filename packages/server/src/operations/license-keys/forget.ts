import type { Tx } from '../../ports/ports.ts'

/** Where somebody used their keys: they named those places, and perhaps their machines. */
export async function forgetActivations(tx: Tx, customer_id: string): Promise<void> {
  const keys = tx.selectFrom('license_keys').select('id').where('customer_id', '=', customer_id)
  await tx.deleteFrom('license_key_activations').where('license_key_id', 'in', keys).execute()
}
