import type { View } from '../visit.ts'

interface Way {
  to: string
  text: string
}

interface Ways {
  /** What most people do next. */
  primary?: Way | null
  other?: Way | null
  /** Named quietly at the end. */
  code?: string
}

/** A page that only says something, and where to go from here. */
export function messagePage(
  title: string,
  lines: readonly string[],
  { primary, other, code }: Ways = {},
): View {
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          {lines.map((line) => (
            <p>{line}</p>
          ))}
          {(primary || other) && (
            <div class="actions">
              {primary && (
                <a class="button primary" href={primary.to}>
                  {primary.text}
                </a>
              )}
              {other && (
                <a class="button" href={other.to}>
                  {other.text}
                </a>
              )}
            </div>
          )}
          {code && (
            <p>
              <small>{code}</small>
            </p>
          )}
        </div>
      </>
    ),
  }
}
