/** @jsxImportSource react */
'use client'

import { useId, useState } from 'react'
import { useInvoices, type InvoiceClient } from './use-invoices.ts'
import { wordsOf, type Wording } from './wording.ts'

export interface InvoiceListProps extends Wording {
  client: InvoiceClient
  className?: string
}

/** The customer's invoices, each a button that opens its PDF. */
export function InvoiceList(props: InvoiceListProps) {
  const { client, className = 'verge-invoices' } = props
  const { state, open } = useInvoices(client)
  const [failed, setFailed] = useState(false)
  const title = useId()
  const words = wordsOf(props)
  const orders = state.kind === 'read' ? state.orders : []

  function said(): string {
    if (state.kind === 'reading') return words.readingInvoices
    if (state.kind === 'unavailable') return words.invoicesUnavailable
    if (failed) return words.invoiceUnavailable
    return orders.length === 0 ? words.noInvoices : ''
  }

  return (
    <section className={className} aria-labelledby={title} aria-busy={state.kind === 'reading'}>
      <h3 id={title}>{words.invoices}</h3>
      <output>{said()}</output>
      <ul>
        {orders.map(({ id, created_at, total_amount, currency }) => {
          const about = { date: words.date(created_at), money: words.money(total_amount, currency) }
          return (
            <li key={id}>
              <button
                type="button"
                className="verge-button"
                onClick={async () => setFailed(!(await open(id)))}
              >
                {words.download(about)}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
