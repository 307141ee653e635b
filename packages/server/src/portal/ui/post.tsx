import type { Child } from 'hono/jsx'
import { Form } from './form.tsx'

/** A form that is one button. */
export function Post({ to, look, children }: { to: string; look?: string; children: Child }) {
  return (
    <Form to={to}>
      <button {...(look && { class: look })}>{children}</button>
    </Form>
  )
}
