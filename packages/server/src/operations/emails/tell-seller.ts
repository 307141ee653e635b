import type { Tx } from '../../ports/ports.ts'
import type { MailKind } from './kinds.ts'
import { writeMails, type Writer } from './write.ts'

interface Narrower {
  /** Of several, this one alone. */
  organization_id: string
  /** What tells this time from another about the same thing. */
  cause: string
}

/** What somebody of the seller has to look at: once for each kind and each thing that it is about. */
export async function tellSeller(
  tx: Tx,
  ports: Writer,
  kind: MailKind,
  about: string,
  narrower?: Narrower,
): Promise<void> {
  const organizations = await tx
    .selectFrom('organizations')
    .select(['id', 'name', 'slug', 'email'])
    .$if(narrower !== undefined, (query) => query.where('id', '=', narrower!.organization_id))
    .orderBy('id')
    .execute()
  await writeMails(
    tx,
    ports,
    organizations.map(({ id, ...seller }) => ({
      kind,
      key: `${kind}:${id}:${narrower?.cause ?? about}`,
      recipient: seller.email,
      customer_id: null,
      locale: null,
      seller,
      about: {},
      facts: { about },
    })),
  )
}
