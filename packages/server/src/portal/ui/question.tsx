import type { View } from '../visit.ts'
import { Post } from './post.tsx'

interface Question {
  title: string
  /** One paragraph each. */
  help: readonly string[]
  /** What the button does, and where its form goes. */
  action: string
  to: string
  keep: string
  back: string
}

/** Asks once more before something is gone. */
export function questionPage({ title, help, action, to, keep, back }: Question): View {
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          <div class="prose">
            {help.map((line) => (
              <p>{line}</p>
            ))}
          </div>
          <div class="actions">
            <Post to={to} look="danger">
              {action}
            </Post>
            <a class="button" href={back}>
              {keep}
            </a>
          </div>
        </div>
      </>
    ),
  }
}
