import { createContext, useContext, type Child } from 'hono/jsx'
import type { Messages } from '../messages/messages.ts'
import type { Notice } from '../notice.ts'
import { NoticeLine } from './notice-line.tsx'

/** What is said at a place of the page instead of above it. */
export const NoticeOfPage = createContext<Notice | null>(null)

interface PlaceProps {
  id: string
  title: string
  messages: Messages
  children: Child
}

/** A part of a page that one can be led back to, with what is said to whoever was. */
export function Place({ id, title, messages, children }: PlaceProps) {
  const notice = useContext(NoticeOfPage)
  const said = notice?.at === id ? notice : null
  return (
    <section class="section" {...(!said && { id })}>
      {said && <NoticeLine notice={said} messages={messages} id={id} />}
      <div class="head">
        <h2>{title}</h2>
      </div>
      {children}
    </section>
  )
}
