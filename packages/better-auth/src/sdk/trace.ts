interface Thrown {
  name?: unknown
  message?: unknown
  stack?: unknown
  code?: unknown
  cause?: unknown
  statusCode?: unknown
  error?: unknown
  body?: unknown
  issues?: Issue[]
}

/** Of an answer that a schema refused; where it may have several shapes, with the issues of each. */
interface Issue {
  path: PropertyKey[]
  errors?: Issue[][]
}

/**
 * What is kept of what a client threw. The clients hang the whole exchange on it, and put it into their words: the access
 * token and what is known of the customer, which belong in no log.
 */
export class Trace extends Error {
  override readonly name: string
  /** HTTP's; null: nothing was answered. */
  readonly status: number | null
  /** The provider's own name of a refusal; empty: it gave none. */
  readonly why: string

  constructor(thrown: unknown) {
    const { name, stack, cause } = (thrown ?? {}) as Thrown
    const status = statusOf(thrown)
    const why = nameIn(thrown)
    super(wordsOf(thrown, status, why), cause instanceof Error ? { cause: new Trace(cause) } : undefined)
    this.name = typeof name === 'string' ? name : typeof thrown
    this.status = status
    this.why = why
    this.stack = [`${this.name}: ${this.message}`, ...placesIn(stack)].join('\n')
  }
}

function wordsOf(thrown: unknown, status: number | null, why: string): string {
  const { message, code, issues } = (thrown ?? {}) as Thrown
  if (status !== null) return `answered with ${status} ${why}`.trim()
  if (issues) return `wrong in the answer: ${[...new Set(issues.flatMap(wrongIn))].join(', ')}`
  return [code, message].filter((word) => typeof word === 'string').join(' ')
}

function wrongIn({ path, errors = [] }: Issue): string[] {
  const inner = errors.flat().flatMap(wrongIn)
  const here = path.map(String)
  return inner.length > 0 ? inner.map((part) => [...here, part].join('.')) : [here.join('.')]
}

/** Both clients put the HTTP status on what they throw, but for a fault that 1.x has in its words alone. */
function statusOf(thrown: unknown): number | null {
  const { statusCode, name, message } = (thrown ?? {}) as Thrown
  if (typeof statusCode === 'number') return statusCode
  const told = name === 'PolarServerError' ? /server error: (\d{3})/.exec(String(message))?.[1] : undefined
  return told ? Number(told) : null
}

/** Each client keeps it somewhere else. */
function nameIn(thrown: unknown): string {
  const { error, body, name, message } = (thrown ?? {}) as Thrown
  const text = JSON.stringify([{ error }, body, name === 'PolarServerError' && message]).replaceAll('\\', '')
  return /"error":\s*"(\w+)"/.exec(text)?.[1] ?? ''
}

/** A stack begins with the words that are left out. */
function placesIn(stack: unknown): string[] {
  return String(stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
}
