import type { Messages } from '../messages/messages.ts'

interface Props {
  messages: Messages
  to: string
  title: string
  /** What the form carries on. */
  values: Record<string, string>
}

/** A return by GET changes nothing: it shows this form, which does. With scripts it sends itself. */
export function CarryOn({ messages, to, title, values }: Props) {
  return (
    <form method="post" action={to} data-continues>
      <h1>{title}</h1>
      {Object.entries(values).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <p class="quiet">{messages.session.enteringHelp}</p>
      <div class="actions">
        <button class="primary">{messages.session.continue}</button>
      </div>
    </form>
  )
}
