import type { Messages } from './messages/messages.ts'
import { messagePage } from './ui/message-page.tsx'
import type { View } from './visit.ts'

/** What went wrong, whether anything was changed, and where to go from here. */
export function problemPage(
  { problem }: Messages,
  title: string,
  text: string,
  { again, overview }: { again?: string; overview?: string } = {},
): View {
  return messagePage(title, [text], {
    primary: again ? { to: again, text: problem.again } : null,
    other: overview ? { to: overview, text: problem.toOverview } : null,
  })
}
