import type { Child } from 'hono/jsx'
import { Refusal, type RefusalName } from '@verge/polar/refusals'
import type { Messages } from '../messages/messages.ts'
import { Announcement } from './announcement.tsx'

type Told = Exclude<keyof Messages['refused'], 'title' | 'notNow'>

/** One that these pages have words for. @throws the error itself where it is none */
export function refusalIn(error: unknown, { refused }: Messages): Refusal & { error: Told } {
  if (error instanceof Refusal && isTold(error.error, refused)) return error as Refusal & { error: Told }
  throw error
}

function isTold(name: RefusalName, refused: Messages['refused']): boolean {
  return name in refused
}

interface Props {
  messages: Messages
  refusal: Refusal
  /** Instead of saying that something did not work. */
  title?: string
  /** Ways out, where the page itself is none. */
  children?: Child
}

/** What was not done, what that means and its code, above the page that was sent. It takes the focus. */
export function Refused({
  messages: {
    refused,
    problem: { code },
  },
  refusal,
  title = refused.title,
  children,
}: Props) {
  const text = refused[refusal.error as Told]
  return (
    <Announcement tone="problem" takesFocus>
      <p>
        <strong>{title}</strong>
      </p>
      <p>{text}</p>
      {children}
      <p>
        <small>{code({ code: refusal.error })}</small>
      </p>
    </Announcement>
  )
}
