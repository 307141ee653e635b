import type { Child } from 'hono/jsx'
import type { Owed } from '../overdue/owed.ts'
import type { Visit } from '../visit.ts'
import { agreementOf } from './agreed.ts'
import { Form } from '../ui/form.tsx'

interface AgreementFormProps {
  visit: Visit
  action: string
  due: readonly Owed[]
  /** On the button; it names what is charged. */
  text: string
  values?: Readonly<Record<string, string>>
  children: Child
}

/** What is charged at once, agreed to with the button below it; and the way back to the cards. */
export function AgreementForm({ visit, action, due, text, values = {}, children }: AgreementFormProps) {
  const { messages, to } = visit
  return (
    <Form class="card" to={action}>
      <div id="quote">{children}</div>
      {Object.entries({ ...values, agreed: agreementOf(due) }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <div class="actions">
        <button class="primary" aria-describedby="quote">
          {text}
        </button>
        <a class="button" href={to('/payment-methods')}>
          {messages.methods.title}
        </a>
      </div>
    </Form>
  )
}
