import { PolarFault } from '@verge/polar/client'
import type { ErrorCode } from '@verge/polar/errors'
import type { Messages } from './messages/messages.ts'
import { NotDone } from './noting.ts'
import { FormRefused, wordsOf } from './posted-form.ts'
import { problemPage } from './problem-page.ts'
import type { View } from './visit.ts'

export interface Reporting {
  newReference(): string
  /** Told of what is our fault; `reference` stands on the page too. */
  report(fault: { reference: string; error: unknown }): void
  /** Hears of forms that another site sent. */
  note?(happened: 'a call was refused', about: Record<string, string>): void
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
  { newReference, report, note }: Reporting,
): { view: View; status: number } {
  const words = messages.problem
  const toOverview = { ...(overview && { overview }) }
  if (error instanceof FormRefused) {
    const { title, text, code, status } = wordsOf(error, words)
    if (code === 'FormForeign') note?.('a call was refused', { operation: 'form', error: code })
    return { view: problemPage(messages, title, text, { code, ...toOverview }), status }
  }
  if (error instanceof PolarFault || error instanceof NotDone) {
    const isNotDone = error instanceof NotDone && isUnchanged
    const text = isNotDone ? words.faultNotDone : isUnchanged ? words.faultRead : words.faultWrite
    const code = faultCode(error, isUnchanged)
    const ways = { code, ...(again && { again }), ...toOverview }
    return {
      view: problemPage(messages, words.faultTitle, text, ways),
      status: faultStatus(error),
    }
  }
  const reference = newReference()
  report({ reference, error })
  const view = problemPage(messages, words.brokenTitle, words.broken({ reference }), {
    code: 'InternalServerError',
    ...(isUnchanged && { charged: 'no' }),
    ...toOverview,
  })
  return { view, status: 500 }
}

/** To come again later is what a program in front of the page would do too; any other word of the API's is for us. */
function faultStatus(error: PolarFault | NotDone): number {
  const status = error instanceof PolarFault ? error.status : null
  return status === 429 || status === 503 ? status : 502
}

function faultCode(error: PolarFault | NotDone, isUnchanged: boolean): ErrorCode {
  if (!isUnchanged) return 'OutcomeUnknown'
  if (error instanceof NotDone) return 'BillingUnreachable'
  const { kind, status } = error
  if (kind === 'rate_limited') return 'TooManyRequests'
  return status === 503 ? 'ServiceUnavailable' : 'BillingUnreachable'
}
