'use client'

import { useCallback, useEffect, useState } from 'react'

/** What the list reads of an order. */
export interface OrderView {
  id: string
  created_at: Date | string
  total_amount: number
  currency: string
}
interface Answer<Data> {
  data: Data | null
  error: { code?: string } | null
}
interface OrderQuery {
  page?: number
  limit?: number
  organizationId?: string
}
/** What the list needs of Better Auth's client, where the server uses `subscriptions()`. */
export interface InvoiceClient {
  orders: { list(request?: { query?: OrderQuery }): Promise<Answer<{ orders: unknown[] }>> }
  invoice: { url(request: { orderId: string; organizationId?: string }): Promise<Answer<{ url: string }>> }
}
export type InvoicesState =
  | { kind: 'reading' }
  | { kind: 'read'; orders: OrderView[]; hasMore: boolean }
  | { kind: 'unavailable' }
/** `not_ready`: there is none yet; it is made within moments of the payment. */
export type Opened = 'opened' | 'not_ready' | 'unavailable'

interface Options {
  /** Whose orders, where they are an organization's. */
  organizationId?: string
}

const limit = 20

/** The customer's orders, the newest first; `more` reads the next ones. `open` goes to an invoice, and says what came of it. */
export function useInvoices(client: InvoiceClient, { organizationId }: Options = {}) {
  const [state, setState] = useState<InvoicesState>({ kind: 'reading' })

  const read = useCallback(
    async (page: number): Promise<InvoicesState> => {
      const query = { page, limit, ...(organizationId && { organizationId }) }
      const answer = await client.orders.list({ query }).catch(() => null)
      const orders = answer?.data?.orders as OrderView[] | undefined
      return orders ? { kind: 'read', orders, hasMore: orders.length === limit } : { kind: 'unavailable' }
    },
    [client, organizationId],
  )

  useEffect(() => {
    let wanted = true
    void read(1).then((first) => wanted && setState(first))
    return () => {
      wanted = false
    }
  }, [read])

  const known = state.kind === 'read' ? state.orders : []
  async function more(): Promise<boolean> {
    const next = await read(known.length / limit + 1)
    if (next.kind !== 'read') return false
    setState({ ...next, orders: [...known, ...next.orders] })
    return true
  }

  const open = useCallback(
    async (orderId: string): Promise<Opened> => {
      const asked = { orderId, ...(organizationId && { organizationId }) }
      const answer = await client.invoice.url(asked).catch(() => null)
      if (!answer?.data) return answer?.error?.code === 'INVOICE_NOT_READY' ? 'not_ready' : 'unavailable'
      window.location.href = answer.data.url
      return 'opened'
    },
    [client, organizationId],
  )
  return { state, more, open }
}
