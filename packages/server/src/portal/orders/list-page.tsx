import { listCustomerOrders } from '@verge/polar/contract/orders'
import { pageIn, Pager } from '../ui/pager.tsx'
import type { Page } from '../visit.ts'
import { OrderTable } from './table.tsx'

const perPage = 20

export const orderList: Page = async (visit, { query }) => {
  const { polar, messages } = visit
  const words = messages.orders
  const page = pageIn(query)
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
        <Pager visit={visit} path="/orders" page={page} pages={pagination.max_page} />
      </>
    ),
  }
}
