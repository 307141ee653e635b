'use client'

import { useRef, useState } from 'react'
import type { SubscriptionView } from './subscription.ts'

interface Answer {
  data: unknown
  error: { code?: string; message?: string } | null
}
/** What canceling needs of Better Auth's client, where the server uses `subscriptions()`. */
export interface CancellationClient {
  subscription: { cancel(request: { subscriptionId: string }): Promise<Answer> }
}
export type CancellationState =
  | { kind: 'asking' }
  | { kind: 'canceling' }
  | { kind: 'canceled' }
  /** `message` is the server's; null: nobody knows what came of it. */
  | { kind: 'failed'; message: string | null }

/** Cancels at the end of the period. It is asked for once; a lost answer is never followed by a second try. */
export function useCancellation(client: CancellationClient, { id }: Pick<SubscriptionView, 'id'>) {
  const [state, setState] = useState<CancellationState>({ kind: 'asking' })

  // Two clicks may come before the first is rendered.
  const asked = useRef(false)

  async function cancel(): Promise<boolean> {
    if (asked.current) return false
    asked.current = true
    setState({ kind: 'canceling' })
    const answer = await client.subscription.cancel({ subscriptionId: id }).catch(() => null)
    const done = answer !== null && answer.error === null && answer.data !== null
    const message = answer?.error?.code ? (answer.error.message ?? null) : null
    asked.current = done
    setState(done ? { kind: 'canceled' } : { kind: 'failed', message })
    return done
  }

  return { state, cancel, reset: () => asked.current || setState({ kind: 'asking' }) }
}
