import { emailAddress } from '@verge/polar/contract/values'
import type { Messages } from '../messages/messages.ts'

export interface DeclarationValues {
  name: string
  email: string
  contract: string
  /** As soon as possible, or on `day`. */
  when: 'soonest' | 'day'
  day: string
  reason: string
  /** By which a form that is sent twice declares once. */
  key: string
}
export type DeclarationProblems = Partial<Record<'name' | 'email' | 'contract' | 'day', string>>

export function declarationIn(form: URLSearchParams): DeclarationValues {
  const typed = (name: string, max: number) => (form.get(name) ?? '').trim().slice(0, max)
  return {
    name: typed('name', 256),
    email: typed('email', 254),
    contract: typed('contract', 500),
    when: form.get('when') === 'day' ? 'day' : 'soonest',
    day: typed('day', 10),
    reason: typed('reason', 4000),
    key: typed('key', 128),
  }
}

/** Only what is needed to know who declares what: nothing of it has to be right, as long as somebody can read it. */
export function problemsIn(
  { name, email, contract, when, day }: DeclarationValues,
  { statement: words, signIn }: Messages,
): DeclarationProblems {
  return {
    ...(!name && { name: words.nameWrong }),
    ...(!emailAddress.safeParse(email).success && { email: signIn.emailWrong }),
    ...(!contract && { contract: words.contractWrong }),
    ...(when === 'day' && !isDay(day) && { day: words.dayWrong }),
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}
