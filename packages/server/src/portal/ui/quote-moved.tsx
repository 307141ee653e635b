import type { Messages } from '../messages/messages.ts'
import { Announcement } from './announcement.tsx'

/** Says that what was agreed to moved meanwhile, so that nothing was done; what holds now stands below it. It takes the focus. */
export function QuoteMoved({ messages }: { messages: Messages }) {
  return (
    <Announcement tone="problem" takesFocus>
      <p>{messages.cancel.again}</p>
    </Announcement>
  )
}
