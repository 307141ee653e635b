/** @jsxImportSource react */
'use client'

import { useId, useState } from 'react'
import { useInvoices, type InvoiceClient } from './use-invoices.ts'
import { wordsOf, type Wording } from './wording.ts'

export interface InvoiceListProps extends Wording {
  client: InvoiceClient
  /** Whose invoices, where they are an organization's. */
  organizationId?: string
  className?: string
}

/** The customer's invoices, each a button that opens its PDF. */
export function InvoiceList(props: InvoiceListProps) {
  const { client, organizationId, className = 'verge-invoices' } = props
  const { state, more, open } = useInvoices(client, { organizationId })
  const [problem, setProblem] = useState<string | null>(null)
  const title = useId()
  const words = wordsOf(props)
  const orders = state.kind === 'read' ? state.orders : []
  const problems = { opened: null, not_ready: words.invoiceNotReady, unavailable: words.invoiceUnavailable }

  function said(): string {
    if (state.kind === 'reading') return words.readingInvoices
    if (state.kind === 'unavailable') return words.invoicesUnavailable
    if (problem) return problem
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
                onClick={async () => setProblem(problems[await open(id)])}
              >
                {words.download(about)}
              </button>
            </li>
          )
        })}
      </ul>
      {state.kind === 'read' && state.hasMore && (
        <button
          type="button"
          className="verge-button"
          onClick={async () => setProblem((await more()) ? null : words.invoicesUnavailable)}
        >
          {words.moreInvoices}
        </button>
      )}
    </section>
  )
}
