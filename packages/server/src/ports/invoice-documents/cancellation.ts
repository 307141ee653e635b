import type { CancellationData } from '../invoice-documents.ts'
import { settingOf } from './sheet.ts'
import { wordingFor } from './wording.ts'

/** All that stands on the receipt of a cancellation, as texts in the customer's language. */
export function cancellationSheet(data: CancellationData) {
  const { wording, locale, language } = wordingFor(data.locale)
  const { cancellation: words } = wording
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })
  const ends_on = days.format(new Date(data.ends_at))
  const { name, email } = data.customer
  const isWithdrawal = data.kind === 'withdrawal'
  const isAtOnce = new Date(data.ends_at) <= new Date(data.issued_at)
  const canceled = isAtOnce ? words.canceledAtOnce : words.canceled
  const statement = isWithdrawal ? words.withdrawn : canceled
  return {
    ...settingOf(locale, language),
    issued_at: data.issued_at,
    seller: data.seller,
    heading: isWithdrawal ? words.withdrawal : words.cancellation,
    statement: statement({ product: data.product, date: ends_on }),
    facts: [
      { label: words.number, value: data.id },
      { label: words.customer, value: name === null ? email : `${name}, ${email}` },
      { label: words.contract, value: `${data.product} (${data.subscription_id})` },
      { label: words.received, value: `${times.format(new Date(data.received_at))} UTC` },
      { label: words.ends, value: ends_on },
    ],
    check: words.check({ address: data.verify_url }),
    seal: data.seal,
  }
}
