import { triesMax } from '../../billing/sign-in.ts'
import type { Tx } from '../../ports/ports.ts'
import { writeMails, type Writer } from '../emails/write.ts'
import { candidatesFor } from './candidates.ts'

/**
 * Takes the codes that are over and were tried in vain until no more was taken, and tells those whose they were. Not when it
 * happens, as how long that takes would tell a stranger whether anybody has the address; and once a day, whoever tries how often.
 */
export async function tellTried(tx: Tx, ports: Writer): Promise<void> {
  const now = ports.clock.now()
  const tried = await tx
    .deleteFrom('sign_in_codes')
    .where('expires_at', '<=', now)
    .where('tries', '>=', triesMax)
    .where('used_at', 'is', null)
    .where('customer_id', 'is not', null)
    .returning(['customer_id', 'organization_id', 'email'])
    .execute()
  for (const { customer_id, ...asked } of tried) {
    const candidates = await candidatesFor(tx, asked)
    const person = candidates.find((one) => one.customer_id === customer_id)
    if (!person) continue
    const { locale, ...seller } = await tx
      .selectFrom('customers')
      .innerJoin('organizations', 'organizations.id', 'customers.organization_id')
      .select(['customers.locale', 'organizations.name', 'organizations.slug', 'organizations.email'])
      .where('customers.id', '=', person.customer_id)
      .executeTakeFirstOrThrow()
    const key = `codes_tried:${person.customer_id}:${now.toISOString().slice(0, 10)}`
    const mail = { recipient: person.email, customer_id, locale, seller, about: {}, facts: {} }
    await writeMails(tx, ports, [{ kind: 'codes_tried', key, ...mail }])
  }
}
