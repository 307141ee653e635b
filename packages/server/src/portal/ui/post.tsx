import type { Child } from 'hono/jsx'
import { Form } from './form.tsx'

interface Props {
  to: string
  look?: string
  /** Where several buttons say the same: what this one is about, after what it says. */
  label?: string
  children: Child
}

/** A form that is one button. */
export function Post({ to, look, label, children }: Props) {
  return (
    <Form to={to}>
      <button {...(look && { class: look })} {...(label && { 'aria-label': label })}>
        {children}
      </button>
    </Form>
  )
}
