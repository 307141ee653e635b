import type { Visit } from '../visit.ts'

/** Which page of a list an address asks for; the first where it says nothing that can be meant. */
export function pageIn(query: URLSearchParams): number {
  return Math.min(Math.max(1, Math.trunc(Number(query.get('page'))) || 1), 100_000)
}

interface Props {
  visit: Pick<Visit, 'messages' | 'to'>
  /** The list, below the portal's own address. */
  path: string
  page: number
  pages: number
}

/** Nothing where everything is on one page. */
export function Pager({ visit: { messages, to }, path, page, pages }: Props) {
  if (pages <= 1) return null
  const words = messages.orders
  return (
    <div class="actions small">
      {page > 1 && (
        <a class="button" href={to(`${path}?page=${page - 1}`)} rel="prev">
          {words.newer}
        </a>
      )}
      <span class="quiet">{words.page({ page, pages })}</span>
      {page < pages && (
        <a class="button" href={to(`${path}?page=${page + 1}`)} rel="next">
          {words.older}
        </a>
      )}
    </div>
  )
}
