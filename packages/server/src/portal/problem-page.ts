import { errors, type ErrorCode } from '@verge/polar/errors'
import type { Messages } from './messages/messages.ts'
import { messagePage } from './ui/message-page.tsx'
import type { View } from './visit.ts'

interface Problem {
  code: ErrorCode
  /** Where more is known than of the code alone. */
  charged?: 'no' | 'unknown'
  again?: string
  overview?: string
}

/** What went wrong, whether money moved, where to go from here, and the code to name. */
export function problemPage(
  { problem }: Messages,
  title: string,
  text: string,
  { code, charged = errors[code].charged, again, overview }: Problem,
): View {
  return messagePage(title, [text, problem.charged[charged]], {
    code: problem.code({ code }),
    primary: again ? { to: again, text: problem.again } : null,
    other: overview ? { to: overview, text: problem.toOverview } : null,
  })
}
