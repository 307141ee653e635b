import type { Messages } from '../messages/messages.ts'
import type { Notice } from '../notice.ts'
import { Announcement } from './announcement.tsx'

interface NoticeProps {
  notice: Notice
  messages: Messages
  id?: string
}

/** The message that the page before left for this one. */
export function NoticeLine({ notice: { tone, text, code }, messages, id }: NoticeProps) {
  return (
    <Announcement tone={tone} {...(id && { id })}>
      <p>
        {text} {code && <small>{messages.problem.code({ code })}</small>}
      </p>
    </Announcement>
  )
}
