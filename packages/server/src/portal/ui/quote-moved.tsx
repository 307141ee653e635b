import type { Messages } from '../messages/messages.ts'

/** Says that what was agreed to moved meanwhile, so that nothing was done; what holds now stands below it. It takes the focus. */
export function QuoteMoved({ messages }: { messages: Messages }) {
  return (
    <p class="notice problem" role="alert" tabindex={-1} autofocus>
      {messages.cancel.again}
    </p>
  )
}
