import { Refusal, type RefusalName } from '@verge/polar/refusals'
import { problem, type Notice } from './notice.ts'

/** What to tell the customer of a refusal that is expected here. @throws the error itself where it is none of them */
export function explainRefusal(error: unknown, texts: Partial<Record<RefusalName, string>>): Notice {
  const text = error instanceof Refusal && texts[error.error]
  if (!text) throw error
  return problem(text)
}
