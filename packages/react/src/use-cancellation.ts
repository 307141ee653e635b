'use client'

import { useRef, useState } from 'react'
import type { SubscriptionView } from './subscription.ts'

interface Answer {
  data: unknown
  error: { code?: string; message?: string } | null
}
/** What canceling needs of Better Auth's client, where the server uses `subscriptions()`. */
export interface CancellationClient {
  subscription: { cancel(request: CancellationRequest): Promise<Answer> }
}
interface CancellationRequest extends Why {
  subscriptionId: string
  organizationId?: string
}
/** Never asked for before it is done; an app that wants to know may ask beside the button. */
interface Why {
  reason?: CancellationReason
  comment?: string
}
export type CancellationReason =
  | 'customer_service'
  | 'low_quality'
  | 'missing_features'
  | 'switched_service'
  | 'too_complex'
  | 'too_expensive'
  | 'unused'
  | 'other'
interface Options {
  /** Whose subscription it is, where it is an organization's. */
  organizationId?: string
}
export type CancellationState =
  | { kind: 'asking' }
  | { kind: 'canceling' }
  | { kind: 'canceled' }
  /** `message` is the server's; null: nobody knows what came of it. */
  | { kind: 'failed'; message: string | null }

/** Cancels at the end of the period. It is asked for once; a lost answer is never followed by a second try. */
export function useCancellation(
  client: CancellationClient,
  { id }: Pick<SubscriptionView, 'id'>,
  { organizationId }: Options = {},
) {
  const [state, setState] = useState<CancellationState>({ kind: 'asking' })

  // Two clicks may come before the first is rendered.
  const isAsked = useRef(false)

  async function cancel(why: Why = {}): Promise<boolean> {
    if (isAsked.current) return false
    isAsked.current = true
    setState({ kind: 'canceling' })
    const asked = { subscriptionId: id, ...why, ...(organizationId && { organizationId }) }
    const answer = await client.subscription.cancel(asked).catch(() => null)
    const done = answer !== null && answer.error === null && answer.data !== null
    const message = answer?.error?.code ? (answer.error.message ?? null) : null
    isAsked.current = done
    setState(done ? { kind: 'canceled' } : { kind: 'failed', message })
    return done
  }

  return { state, cancel, reset: () => isAsked.current || setState({ kind: 'asking' }) }
}
