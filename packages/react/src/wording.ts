import { formatMoney } from '@verge/polar/money'
import { english } from './english.ts'
import type { Messages } from './messages.ts'

/** How a part speaks. Without a locale numbers and dates are written as the reader's browser writes them. */
export interface Wording {
  locale?: string
  /** `german`, or some texts of your own. @default English */
  messages?: Partial<Messages>
}

export function wordsOf({ locale, messages }: Wording) {
  return {
    ...english,
    ...messages,
    /** Billing happens in UTC, so its days are named there. */
    date: (at: Date | string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at)),
    money: (amount: number, currency: string) => formatMoney(amount, currency, locale, 'short'),
  }
}
