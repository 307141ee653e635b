import type { Messages } from '../messages/messages.ts'
import type { View } from '../visit.ts'

interface Props {
  messages: Messages
  /** What is waited for. */
  text: string
  /** Where it is seen how it stands. */
  to: string
  look?: string
}

/**
 * What others decide, and the way to look again. With scripts the page looks there by itself for some minutes; nothing moves
 * by it, it only says when there is news.
 */
export function Waiting({ messages, text, to, look = 'notice warning' }: Props) {
  return (
    <p class={look} aria-live="polite" data-news={messages.waiting.news}>
      <span>{text}</span> <a href={to}>{messages.waiting.lookAgain}</a>
    </p>
  )
}

/** Where there is nothing to do but to wait. */
export function waitingPage(
  messages: Messages,
  { title, ...waiting }: Omit<Props, 'messages'> & { title: string },
): View {
  return {
    title,
    saysWhatIsOwed: true,
    body: (
      <>
        <h1>{title}</h1>
        <Waiting messages={messages} {...waiting} />
      </>
    ),
  }
}
