import type { CancellationData } from '../../ports/invoice-documents.ts'
import type { Database } from '../../ports/ports.ts'
import { saidIn } from './read.ts'

/** What the PDF of a receipt says, what was sealed, and to whom. Null: there is no such receipt. */
export async function cancellationContent(
  db: Database,
  id: string,
): Promise<{ customer_id: string; content: CancellationData } | null> {
  const found = await db
    .selectFrom('cancellation_receipts')
    .innerJoin('organizations', 'organizations.id', 'cancellation_receipts.organization_id')
    .innerJoin('customers', 'customers.id', 'cancellation_receipts.customer_id')
    .select([
      'seal',
      'customer_id',
      'cancellation_receipts.created_at',
      'organizations.email',
      'customers.locale',
    ])
    .where('cancellation_receipts.id', '=', id)
    .executeTakeFirst()
  const says = found?.seal ? saidIn(found.seal) : null
  if (!found?.seal || says?.type !== 'receipt') return null
  const content: CancellationData = {
    id,
    locale: found.locale,
    kind: says.kind,
    seller: { name: says.organization, email: found.email },
    customer: { name: says.customer_name, email: says.customer_email },
    product: says.product,
    subscription_id: says.sub,
    received_at: says.received_at.toISOString(),
    ends_at: says.ends_at.toISOString(),
    issued_at: found.created_at.toISOString(),
    verify_url: `${says.iss}/verify`,
    seal: found.seal,
  }
  return { customer_id: found.customer_id, content }
}
