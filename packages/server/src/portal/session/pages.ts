import { errors, type ErrorCode } from '@verge/polar/errors'
import type { Messages } from '../messages/messages.ts'
import { messagePage } from '../ui/message-page.tsx'
import type { View } from '../visit.ts'

interface Ways {
  /** To the app; null where it is not known. */
  back: string | null
  signIn: string
}

export function expiredPage(messages: Messages, organization_name: string, ways: Ways): View {
  const { expiredTitle: title, expired } = messages.session
  return noEntryPage(messages, { title, why: [expired], code: 'SessionExpired' }, organization_name, ways)
}

/** Of a session that stood: where nobody uses it, it ends. */
export function endedPage(messages: Messages, organization_name: string, ways: Ways): View {
  const { expiredTitle: title, expired, idle } = messages.session
  return noEntryPage(
    messages,
    { title, why: [expired, idle], code: 'SessionExpired' },
    organization_name,
    ways,
  )
}

/** Whoever else has the link does not get in by it; whoever changed the browser gets in by a code. */
export function openedElsewherePage(messages: Messages, organization_name: string, ways: Ways): View {
  const { openedElsewhereTitle: title, openedElsewhere: why } = messages.session
  return noEntryPage(messages, { title, why: [why], code: 'LinkOpenedElsewhere' }, organization_name, ways)
}

function noEntryPage(
  messages: Messages,
  { title, why, code }: { title: string; why: readonly string[]; code: ErrorCode },
  organization_name: string,
  { back, signIn }: Ways,
): View {
  const byCode = { to: signIn, text: messages.signIn.byCode }
  const toApp = back ? { to: back, text: messages.backTo({ name: organization_name }) } : null
  const lines = [...why, messages.session.newLink({ name: organization_name }), messages.problem.charged.no]
  const ways = { primary: toApp ?? byCode, other: toApp && byCode }
  const view = messagePage(title, lines, { ...ways, code: messages.problem.code({ code }) })
  return { ...view, status: errors[code].status }
}
