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
  error: object | null
}
/** What the list needs of Better Auth's client, where the server uses `subscriptions()`. */
export interface InvoiceClient {
  orders: { list(): Promise<Answer<{ orders: unknown[] }>> }
  invoice: { url(request: { orderId: string }): Promise<Answer<{ url: string }>> }
}
export type InvoicesState =
  | { kind: 'reading' }
  | { kind: 'read'; orders: OrderView[] }
  | { kind: 'unavailable' }

/** The customer's orders, the newest first. `open` goes to an invoice, and says whether there was one to go to. */
export function useInvoices(client: InvoiceClient) {
  const [state, setState] = useState<InvoicesState>({ kind: 'reading' })

  useEffect(() => {
    let wanted = true
    const read = client.orders.list().catch(() => null)
    void read.then((answer) => {
      if (!wanted) return
      const orders = answer?.data?.orders as OrderView[] | undefined
      setState(orders ? { kind: 'read', orders } : { kind: 'unavailable' })
    })
    return () => {
      wanted = false
    }
  }, [client])

  const open = useCallback(
    async (order_id: string): Promise<boolean> => {
      const answer = await client.invoice.url({ orderId: order_id }).catch(() => null)
      if (!answer?.data) return false
      window.location.href = answer.data.url
      return true
    },
    [client],
  )
  return { state, open }
}
