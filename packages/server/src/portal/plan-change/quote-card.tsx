import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import type { Visit } from '../visit.ts'
import type { Quote } from './quote.ts'

interface Props {
  visit: Visit
  subscription: CustomerSubscription
  quote: Quote
  /** The name of the product, now and afterwards. */
  to: { name: string; description: string | null }
}

/** What a change does: from what to what, what is charged and when, and what comes after. */
export function QuoteCard({ visit, subscription, quote, to }: Props) {
  const { messages, format } = visit
  const words = messages.change
  const money = (amount: number) => format.money(amount, subscription.currency)
  const terms = ({ amount, recurring_interval, recurring_interval_count, seats }: Quote['terms']) =>
    format.list([
      amount !== null &&
        messages.price[recurring_interval]({ amount: money(amount), count: recurring_interval_count }),
      seats !== null && messages.seats({ count: seats }),
    ])
  const { charge, kind, follows } = quote
  return (
    <div id="quote">
      <dl class="change">
        <dt>{words.from}</dt>
        <dd>
          <strong>
            <bdi>{subscription.product.name}</bdi>
          </strong>{' '}
          {terms(subscription)}
        </dd>
        <dt>{words.to}</dt>
        <dd>
          <strong>
            <bdi>{to.name}</bdi>
          </strong>{' '}
          {terms(quote.terms)}
          {to.description && (
            <span class="number">
              <bdi>{to.description}</bdi>
            </span>
          )}
        </dd>
      </dl>
      <p>
        <strong>
          {kind === 'to_pay' && charge.due_amount > 0
            ? words.today({ amount: money(charge.due_amount) })
            : words.nothingToday}
        </strong>{' '}
        {whenOf(visit, quote)}
      </p>
      {kind === 'to_pay' && charge.total_amount < 0 && (
        <p>{words.credit({ amount: money(-charge.total_amount) })}</p>
      )}
      {kind !== 'to_pay' && <p>{laterOf(visit, quote, money(charge.due_amount))}</p>}
      <Sums visit={visit} quote={quote} currency={subscription.currency} name={to.name} />
      {follows && (
        <p>{words.follows({ date: format.date(follows.at), amount: money(follows.charge.due_amount) })}</p>
      )}
      {!follows && quote.terms.amount !== null && (
        <p>{words.followsPrice({ price: terms({ ...quote.terms, seats: null }) })}</p>
      )}
    </div>
  )
}

function whenOf({ messages, format }: Visit, { kind, charge, takes_effect_at }: Quote): string {
  const words = messages.change
  if (kind === 'to_pay') return charge.due_amount > 0 ? words.whenPaid : words.atOnce
  if (kind === 'applied') return words.atOnce
  return takes_effect_at ? words.later({ date: format.date(takes_effect_at) }) : words.laterOnResumption
}

function laterOf({ messages, format }: Visit, { charged_at, trial_end }: Quote, due: string): string {
  const words = messages.change
  if (trial_end) return words.trial({ date: format.date(trial_end), amount: due })
  return charged_at
    ? words.nextInvoice({ date: format.date(charged_at), amount: due })
    : words.atResumption({ amount: due })
}

interface SumsProps {
  visit: Visit
  quote: Quote
  currency: string
  name: string
}

/** How the charge adds up, where it is more than one figure. */
function Sums({
  visit: { messages, format },
  quote: { kind, charge, charged_at },
  currency,
  name,
}: SumsProps) {
  const words = messages.change
  const { orders } = messages
  const given = sum(charge.prorations.filter(({ amount }) => amount < 0))
  const asked = sum(charge.prorations.filter(({ amount }) => amount > 0))
  const lines: [string, number][] = [
    [name, charge.base_amount],
    [words.remaining, asked],
    [words.unused, given],
    [orders.discount, -charge.discount_amount],
    [orders.tax, charge.tax_amount],
  ]
  // What is left over becomes credit, which is said in a sentence.
  const isCredit = charge.total_amount < 0
  if (!isCredit) lines.push([orders.applied, charge.applied_balance_amount])
  const shown = lines.filter(([, amount]) => amount !== 0)
  if (shown.length < 2) return null
  const due = charged_at && kind !== 'to_pay' ? words.dueOn({ date: format.date(charged_at) }) : orders.due
  const total: [string, number] = isCredit
    ? [orders.total, charge.total_amount]
    : [kind === 'to_pay' ? words.dueToday : due, charge.due_amount]
  return (
    <table>
      <caption>{words.what}</caption>
      <tbody>
        {shown.map(([label, amount]) => (
          <tr>
            <th scope="row">{label}</th>
            <td class="amount">{format.money(amount, currency)}</td>
          </tr>
        ))}
        <tr class="total">
          <th scope="row">{total[0]}</th>
          <td class="amount">{format.money(total[1], currency)}</td>
        </tr>
      </tbody>
    </table>
  )
}

function sum(some: readonly { amount: number }[]): number {
  return some.reduce((total, { amount }) => total + amount, 0)
}
