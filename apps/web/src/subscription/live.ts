import { useCallback, useEffect, useState } from 'react'
import { authClient } from '@/lib/auth-client.ts'
import type { SubscriptionView } from './state.ts'

export type Live =
  | { kind: 'reading' }
  | { kind: 'read'; subscriptions: SubscriptionView[]; read_at: string; stale: boolean }
  | { kind: 'unreachable' }

/** Asked anew every time: a copy from before the portal is what customers complain about. */
export async function readSubscriptions(signal?: AbortSignal): Promise<Live> {
  try {
    const response = await fetch('/api/subscription', { signal, cache: 'no-store' })
    if (!response.ok) return { kind: 'unreachable' }
    const answer = (await response.json()) as Omit<Extract<Live, { kind: 'read' }>, 'kind'>
    if (!Array.isArray(answer.subscriptions)) return { kind: 'unreachable' }
    return { kind: 'read', ...answer }
  } catch {
    return { kind: 'unreachable' }
  }
}

export function useLive(user_id: string | undefined): [Live, () => void] {
  const [live, setLive] = useState<Live>({ kind: 'reading' })
  const [round, setRound] = useState(0)
  const again = useCallback(() => setRound((count) => count + 1), [])

  useEffect(() => {
    if (!user_id) return
    const abort = new AbortController()
    void readSubscriptions(abort.signal).then((answer) => {
      if (!abort.signal.aborted) setLive(answer)
    })
    return () => abort.abort()
  }, [user_id, round])

  // In another tab, in the portal or by the Back button: the plugin says when it may have become another.
  useEffect(() => authClient.$store.atoms.$polarSignal?.listen(again), [again])

  return [live, again]
}
