import { listActivity } from '@verge/polar/contract/activity'
import { pageIn, Pager } from '../ui/pager.tsx'
import type { Page } from '../visit.ts'
import { lineOf, Lines } from './list.tsx'

const perPage = 50

/** Who did what and when: the customer, their members, the seller, and what happened by itself. */
export const activityPage: Page = async (visit, { query }) => {
  const { polar, messages } = visit
  const words = messages.activity
  const page = pageIn(query)
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
        <Pager visit={visit} path="/activity" page={page} pages={pagination.max_page} />
      </>
    ),
  }
}
