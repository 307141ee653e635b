import { declareLeaving } from '@verge/polar/contract/statements'
import type { Law } from '@verge/polar/law/law'
import type { Visit } from '../visit.ts'

/** What the law wants to stand beside a contract that renews by itself. No switch of the seller's takes it away. */
export function LawNotices({ visit: { polar, messages, absolute }, law }: { visit: Visit; law: Law }) {
  const { renewal, howToCancel } = messages.law
  const withoutSignIn = new URL('../cancel', absolute('/')).href
  return (
    <>
      {law.notices.includes('renewal_terms') && <p class="quiet">{renewal}</p>}
      {law.notices.includes('how_to_cancel') && polar.supports(declareLeaving) && (
        <p class="quiet">{howToCancel({ address: withoutSignIn })}</p>
      )}
    </>
  )
}
