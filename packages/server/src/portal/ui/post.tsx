import type { Child } from 'hono/jsx'

/** A form that is one button. */
export function Post({ to, look, children }: { to: string; look?: string; children: Child }) {
  return (
    <form method="post" action={to}>
      <button {...(look && { class: look })}>{children}</button>
    </form>
  )
}
