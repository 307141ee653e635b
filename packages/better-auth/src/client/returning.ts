import type { ClientStore } from 'better-auth/client'
import { takeDeparture } from './departure.ts'
import type { Fetch } from './opening.ts'
import { polarSignal, wakeOtherTabs, type Subscriptions } from './state.ts'

/** What was done in the portal, and what it left; `action` is null where the portal did not vouch for anything. */
export interface Returned extends Subscriptions {
  action: string | null
  subscription_id: string | null
}
interface ReturnError {
  code: string
  message: string
  status: number
}
/** `data` is null without an error where nobody came from a portal. */
export type ReturnAnswer = { data: Returned | null; error: null } | { data: null; error: ReturnError }

const resultKey = 'portal_result'

/** Reads the way back, once. */
export function returnAction($fetch: Fetch, $store: ClientStore) {
  return {
    /**
     * To be called where the portal leads back to, whether that one says so in the address or this tab went there. Takes the
     * portal's word out of the address, has it checked, and wakes what was read before the portal, in this tab and in all
     * others. It throws nothing: what it says is a courtesy, and `useSubscriptions()` is live without it.
     */
    async customerReturn(asked: { organizationId?: string } = {}): Promise<ReturnAnswer> {
      const here = addressBar()
      if (!here) return { data: null, error: null }
      const departed = takeDeparture()
      if (!departed && !here.url.searchParams.has('portal') && !here.url.searchParams.has(resultKey))
        return { data: null, error: null }
      const organizationId = asked.organizationId ?? departed?.organizationId
      const result = here.url.searchParams.get(resultKey) ?? undefined
      if (result) here.without(resultKey)
      const answer = await $fetch('/customer/return', {
        method: 'POST',
        body: { result, organizationId },
        throw: false,
      }).catch((cause: unknown) => ({ error: { status: 0, code: 'NETWORK', message: String(cause) } }))
      // Refused or not, somebody was in the portal.
      $store.notify(polarSignal)
      wakeOtherTabs()
      if ('data' in answer && answer.data) return { data: answer.data as Returned, error: null }
      const { code = '', message = '', status = 0 } = answer.error ?? {}
      return { data: null, error: { code: code || `HTTP_${status}`, message, status } }
    },
  }
}

function addressBar() {
  if (typeof document === 'undefined') return null
  const url = new URL(window.location.href)
  return {
    url,
    /** It is used up, and belongs in no history and no bookmark. */
    without(key: string): void {
      const left = new URL(url)
      left.searchParams.delete(key)
      window.history.replaceState(window.history.state, '', left)
    },
  }
}
