import { PolarFault } from '@verge/polar/client'
import type { Messages } from './messages/messages.ts'
import { FormRefused, wordsOf } from './posted-form.ts'
import { problemPage } from './problem-page.ts'
import type { View } from './visit.ts'

export interface Reporting {
  newReference(): string
  /** Told of what is our fault; `reference` stands on the page too. */
  report(fault: { reference: string; error: unknown }): void
}

interface Asked {
  messages: Messages
  /** Nothing can have been changed; otherwise that is not known. */
  isUnchanged: boolean
  again?: string
  overview?: string
}

/** What a page says where no page could be made: a form that is not ours, an API that does not answer, our own fault. */
export function failurePage(
  error: unknown,
  { messages, isUnchanged, again, overview }: Asked,
  { newReference, report }: Reporting,
): { view: View; status: number } {
  const words = messages.problem
  const toOverview = { ...(overview && { overview }) }
  if (error instanceof FormRefused) {
    const { title, text, status } = wordsOf(error, words)
    return { view: problemPage(messages, title, text, toOverview), status }
  }
  if (error instanceof PolarFault) {
    const isNotDone = error.kind === 'not_done' && isUnchanged
    const text = isNotDone ? words.faultNotDone : isUnchanged ? words.faultRead : words.faultWrite
    const ways = { ...(again && { again }), ...toOverview }
    return {
      view: problemPage(messages, words.faultTitle, text, ways),
      status: error.status === 503 ? 503 : 502,
    }
  }
  const reference = newReference()
  report({ reference, error })
  const view = problemPage(messages, words.brokenTitle, words.broken({ reference }), toOverview)
  return { view, status: 500 }
}
