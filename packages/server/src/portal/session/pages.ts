import type { ErrorCode } from '@verge/polar/errors'
import type { Messages } from '../messages/messages.ts'
import { messagePage } from '../ui/message-page.tsx'
import type { View } from '../visit.ts'

interface Ways {
  /** To the app; null where it is not known. */
  back: string | null
  signIn: string
}

export function expiredPage(messages: Messages, organization_name: string, { back, signIn }: Ways): View {
  const { expiredTitle, expired, newLink } = messages.session
  const byCode = { to: signIn, text: messages.signIn.byCode }
  const toApp = back ? { to: back, text: messages.backTo({ name: organization_name }) } : null
  return messagePage(
    expiredTitle,
    [expired, newLink({ name: organization_name }), messages.problem.charged.no],
    {
      code: messages.problem.code({ code: 'SessionExpired' satisfies ErrorCode }),
      primary: toApp ?? byCode,
      other: toApp && byCode,
    },
  )
}
