import type { DueKind } from '../billing/due-work.ts'
import { revokeWhenDue } from '../operations/benefits/revoke-when-due.ts'
import { concludeCheckout } from '../operations/checkouts/conclude.ts'
import type { Claim } from '../operations/due-work/claim.ts'
import { forgetCard } from '../operations/payment-methods/remove.ts'
import { retryPayment } from '../operations/payments/retry.ts'
import { settleDueAttempts } from '../operations/payments/settle-due.ts'
import { answerProcessorEvent } from '../operations/processor-events/receive.ts'
import { settleRefund } from '../operations/refunds/settle.ts'
import { remindOfExpiry } from '../operations/reminders/card-expiry.ts'
import { remindOfRenewal } from '../operations/reminders/renewal.ts'
import { passPeriodEnds } from '../operations/subscriptions/pass-period-end.ts'
import { resumeWhenDue } from '../operations/subscriptions/resume.ts'
import { deliverDue } from '../operations/webhooks/deliver.ts'
import type { Ports } from '../ports/ports.ts'

type Handler = (ports: Ports, claim: Claim) => Promise<void>

/** What is done about each kind of thing that falls due. Done twice, or for nothing, it changes nothing more. */
export const handlers: Record<DueKind, Handler> = {
  attempt: (ports, claim) => settleDueAttempts(ports, claim.subject_ids),
  card_expiry: each(remindOfExpiry),
  card_removal: each(forgetCard),
  checkout: each(concludeCheckout),
  payment_retry: each(retryPayment),
  period_end: (ports, claim) => passPeriodEnds(ports, claim.subject_ids, claim),
  processor_event: each(answerProcessorEvent),
  refund: each(async (ports, id) => void (await settleRefund(ports, id))),
  reminder: each(remindOfRenewal),
  resumption: each(resumeWhenDue),
  revocation: each(revokeWhenDue),
  webhook: deliverDue,
}

function each(handle: (ports: Ports, id: string, claim: Claim) => Promise<void>): Handler {
  return async (ports, claim) => {
    for (const id of claim.subject_ids) await handle(ports, id, claim)
  }
}
