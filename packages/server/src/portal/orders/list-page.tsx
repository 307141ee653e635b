import { listCustomerOrders } from '@verge/polar/contract/orders'
import type { Page } from '../visit.ts'
import { OrderTable } from './table.tsx'

const perPage = 20

export const orderList: Page = async (visit, { query }) => {
  const { polar, messages, to } = visit
  const words = messages.orders
  const page = Math.min(Math.max(1, Math.trunc(Number(query.get('page'))) || 1), 100_000)
  const { items, pagination } = await polar.call(listCustomerOrders, { query: { page, limit: perPage } })
  return {
    title: words.title,
    body: (
      <>
        <h1>{words.title}</h1>
        {items.length === 0 ? (
          <p class="card">{words.empty}</p>
        ) : (
          <OrderTable visit={visit} orders={items} label={words.title} />
        )}
        {pagination.max_page > 1 && (
          <div class="actions small">
            {page > 1 && (
              <a class="button" href={to(`/orders?page=${page - 1}`)} rel="prev">
                {words.newer}
              </a>
            )}
            <span class="quiet">{words.page({ page, pages: pagination.max_page })}</span>
            {page < pagination.max_page && (
              <a class="button" href={to(`/orders?page=${page + 1}`)} rel="next">
                {words.older}
              </a>
            )}
          </div>
        )}
      </>
    ),
  }
}
