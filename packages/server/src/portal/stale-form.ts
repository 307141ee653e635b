import { errors } from '@verge/polar/errors'
import type { Messages } from './messages/messages.ts'
import { problem, type Notice } from './notice.ts'
import type { Outcome, Page, Posted, View, Visit } from './visit.ts'

/** Of a form whose page belonged to another session, or to none. */
export function staleNotice({ problem: words }: Messages): Notice {
  return problem(`${words.stale} ${words.charged.no}`, 'FormStale')
}

/** Nothing is done: the page comes again as it is in this session, with what was typed. */
export async function shownAgain(
  visit: Visit,
  { params, query, form }: Posted,
  { page, to }: { page: Page; to: string },
): Promise<View | Outcome | Response> {
  const answer = await page(visit, { params, query: new URLSearchParams([...query, ...form]) })
  if (answer instanceof Response) return answer
  const notice = staleNotice(visit.messages)
  if ('to' in answer) return { ...answer, notice }
  return { ...answer, status: errors.FormStale.status, notice, sent: { to, values: form } }
}
