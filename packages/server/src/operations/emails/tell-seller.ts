import type { Ports, Tx } from '../../ports/ports.ts'

/** What somebody of the seller has to look at. */
const wordings = {
  processor_refuses_key: {
    subject: 'The payment processor refuses your key',
    body: 'Since {about} the payment processor has refused the key that this portal pays with. Until it is taken again nothing is charged, and no payment is counted as failed. Everything that waits is charged once the key works.',
  },
  payment_quarantined: {
    subject: 'A payment does not match your books',
    body: 'The payment {about} at the payment processor is not what was asked for, or nobody asked for it. It was not counted as paid. Look at it at the processor: once all of it is given back there, what it was for can be paid again.',
  },
  refund_refused: {
    subject: 'A refund did not arrive',
    body: 'The payment {about} was to be given back, and the bank did not take it. The money is still yours to return: ask the customer how they would like to receive it.',
  },
  payment_disputed: {
    subject: 'A customer disputes a payment',
    body: "The payment {about} is disputed by the customer's bank. Its subscription goes on until the bank has decided, and nothing of it can be given back meanwhile. What was sold and how it was used is kept as it stood today.",
  },
  leaving_statement: {
    subject: 'Somebody ends a contract',
    body: 'Without signing in somebody declared that they cancel, or withdraw from, a contract: {about}. It counts from its arrival. It is carried out by itself once they open the link in their mail; where it is not, find the contract and carry it out by the API.',
  },
  webhook_endpoint_disabled: {
    subject: 'A webhook endpoint was turned off',
    body: 'The last ten events for {about} could not be delivered, so nothing more is sent there. What was not delivered is kept for ninety days. Mend the receiver, turn the endpoint on again, and have what it missed sent again.',
  },
} as const

interface Narrower {
  /** Of several, this one alone. */
  organization_id: string
  /** What tells this time from another about the same thing. */
  cause: string
}

/** Once for each kind and each thing that it is about. */
export async function tellSeller(
  tx: Tx,
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  kind: keyof typeof wordings,
  about: string,
  narrower?: Narrower,
): Promise<void> {
  const organizations = await tx
    .selectFrom('organizations')
    .select(['id', 'email'])
    .$if(narrower !== undefined, (query) => query.where('id', '=', narrower!.organization_id))
    .orderBy('id')
    .execute()
  const { subject, body } = wordings[kind]
  for (const { id, email } of organizations) {
    await tx
      .insertInto('emails')
      .values({
        id: ids.uuid(),
        created_at: clock.now(),
        customer_id: null,
        dedupe_key: `${kind}:${id}:${narrower?.cause ?? about}`,
        recipient: email,
        subject,
        body: body.replace('{about}', about),
        sent_at: null,
      })
      .onConflict((on) => on.column('dedupe_key').doNothing())
      .execute()
  }
}
