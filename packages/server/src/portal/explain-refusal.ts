import { errors } from '@verge/polar/errors'
import { Refusal, type RefusalName } from '@verge/polar/refusals'
import { isEnglish } from '../languages/languages.ts'
import type { Messages } from './messages/messages.ts'
import { problem, type Notice } from './notice.ts'

/** What to tell the customer of a refusal that is expected here. @throws the error itself where it is none of them */
export function explainRefusal(error: unknown, texts: Partial<Record<RefusalName, string>>): Notice {
  const text = error instanceof Refusal && texts[error.error]
  if (!text) throw error
  return problem(text, (error as Refusal).error)
}

/** Of one that no page has words of its own for. */
export function refusalNotice(
  { error: code, message }: Refusal,
  { problem: words }: Messages,
  reader: { locale: string },
): Notice {
  const { charged, next } = errors[code]
  return problem(
    [inWords(message, words.refused, reader), words.charged[charged], words.next[next]].join(' '),
    code,
  )
}

/** The API explains itself in English; who reads another language is told `instead`. */
export function inWords(detail: string | null, instead: string, { locale }: { locale: string }): string {
  return (isEnglish(locale) && detail) || instead
}
