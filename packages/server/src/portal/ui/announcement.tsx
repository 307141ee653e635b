import type { Child } from 'hono/jsx'
import type { Notice } from '../notice.ts'

interface Props {
  tone: Notice['tone']
  /** Where an address leads to it; the focus goes there too, as the browser does it. */
  id?: string
  /** Where it is what the page was sent for. */
  takesFocus?: boolean
  /** Paragraphs: text that stands in it by itself is left out by screen readers that read a page from its top. */
  children: Child
}

/** What was just done or refused: read out when it comes, and with scripts where the keyboard goes on. */
export function Announcement({ tone, id, takesFocus = false, children }: Props) {
  return (
    <div
      class={`notice ${tone}`}
      role={tone === 'done' ? 'status' : 'alert'}
      {...(id && { id })}
      {...((id || takesFocus) && { tabindex: -1 })}
      autofocus={takesFocus}
    >
      {children}
    </div>
  )
}
