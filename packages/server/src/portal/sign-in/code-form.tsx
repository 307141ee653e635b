import type { Messages } from '../messages/messages.ts'
import { Announcement } from '../ui/announcement.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'

interface Props {
  words: Messages['signIn']
  to: string
  /** Where the code went. */
  sent: string
  /** What the button does. */
  enter: string
  /** Whether the code can still be typed. */
  isOpen: boolean
  error?: string | undefined
}

/** Takes a code that came by e-mail, or says that it counts no more. */
export function CodeForm({ words, to, sent, enter, isOpen, error }: Props) {
  if (!isOpen)
    return (
      <Announcement tone="problem">
        <p>{error}</p>
      </Announcement>
    )
  return (
    <>
      <Form to={to} novalidate>
        <p>{sent}</p>
        <p class="quiet">{words.lives}</p>
        <Field name="code" label={words.code} value="" code={true} autofocus={true} error={error} />
        <div class="actions">
          <button class="primary">{enter}</button>
        </div>
      </Form>
      <p class="quiet aside">{words.nothingCame}</p>
    </>
  )
}
