import { isRefusal } from '@verge/polar/refusals'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Asked, View, Visit } from '../visit.ts'
import { subscriptionPage } from './page.tsx'

/** The subscription's page with what would follow now; nothing was taken back. Null: that is not why it was refused. */
export async function shownAnew(visit: Visit, asked: Asked, error: unknown): Promise<View | null> {
  if (!isRefusal(error, 'QuoteOutdated')) return null
  const page = await subscriptionPage(visit, asked)
  if (!('body' in page) || page instanceof Response) return null
  const body = (
    <>
      <QuoteMoved messages={visit.messages} />
      {page.body}
    </>
  )
  return { ...page, status: 409, body }
}
