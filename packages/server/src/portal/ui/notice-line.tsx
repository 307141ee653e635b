import type { Messages } from '../messages/messages.ts'
import type { Notice } from '../notice.ts'

interface NoticeProps {
  notice: Notice
  messages: Messages
  /** Where an address leads to it; the focus goes there too, as the browser does it. */
  id?: string
}

/** What was just done or refused: read out when it comes, and with scripts where the keyboard goes on. */
export function NoticeLine({ notice: { tone, text, code }, messages, id }: NoticeProps) {
  return (
    <p class={`notice ${tone}`} role={tone === 'done' ? 'status' : 'alert'} {...(id && { id, tabindex: -1 })}>
      {text} {code && <small>{messages.problem.code({ code })}</small>}
    </p>
  )
}
