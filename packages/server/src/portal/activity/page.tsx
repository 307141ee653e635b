import { listActivity } from '@verge/polar/contract/activity'
import type { Page } from '../visit.ts'
import { lineOf, Lines } from './list.tsx'

const perPage = 50

/** Who did what and when: the customer, their members, the seller, and what happened by itself. */
export const activityPage: Page = async (visit, { query }) => {
  const { polar, messages, to } = visit
  const words = messages.activity
  const page = Math.min(Math.max(1, Math.trunc(Number(query.get('page'))) || 1), 100_000)
  const { items, pagination } = await polar.call(listActivity, { query: { page, limit: perPage } })
  return {
    title: words.title,
    body: (
      <>
        <h1>{words.title}</h1>
        {items.length === 0 ? (
          <p class="card">{words.empty}</p>
        ) : (
          <Lines visit={visit} lines={items.map((item) => lineOf(item, visit))} />
        )}
        {pagination.max_page > 1 && (
          <div class="actions small">
            {page > 1 && (
              <a class="button" href={to(`/activity?page=${page - 1}`)} rel="prev">
                {messages.orders.newer}
              </a>
            )}
            <span class="quiet">{messages.orders.page({ page, pages: pagination.max_page })}</span>
            {page < pagination.max_page && (
              <a class="button" href={to(`/activity?page=${page + 1}`)} rel="next">
                {messages.orders.older}
              </a>
            )}
          </div>
        )}
      </>
    ),
  }
}
