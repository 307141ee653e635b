import type { Child } from 'hono/jsx'
import type { Messages } from './messages/messages.ts'
import type { View } from './visit.ts'

/** What went wrong, whether anything was changed, and where to go from here. */
export function problemPage(
  { problem }: Messages,
  title: string,
  text: string,
  links: { again?: string; overview?: string },
): View {
  const way: Child[] = []
  if (links.again)
    way.push(
      <a class="button primary" href={links.again}>
        {problem.again}
      </a>,
    )
  if (links.overview)
    way.push(
      <a class="button" href={links.overview}>
        {problem.toOverview}
      </a>,
    )
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          <p>{text}</p>
          {way.length > 0 && <div class="actions">{way}</div>}
        </div>
      </>
    ),
  }
}
