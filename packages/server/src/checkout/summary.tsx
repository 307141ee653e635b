import { agreementOf, type CheckoutPublic } from '@verge/polar/contract/checkouts'
import type { Format } from '../portal/ui/format.ts'
import type { Messages } from '../portal/messages/messages.ts'

export interface Reader {
  messages: Messages
  format: Format
}

/** What is bought, in one or two lines. */
export function Terms({ checkout, reader }: { checkout: CheckoutPublic; reader: Reader }) {
  const { messages } = reader
  const words = messages.checkout
  const { active_trial_interval: interval, active_trial_interval_count: count } = checkout
  const price = priceOf(checkout, reader)
  if (!interval || !count) return <p class="price">{price}</p>
  return (
    <p class="price">
      <strong>{words.trial[interval]({ count })}</strong>
      <br />
      {words.afterwards({ price })}
    </p>
  )
}

/** What a seat costs, by how many there are where that makes a difference. */
export function SeatPrices({ checkout, reader }: { checkout: CheckoutPublic; reader: Reader }) {
  const { product_price: price, currency } = checkout
  if (price?.amount_type !== 'seat_based') return null
  const words = reader.messages.checkout
  const { seat_tier_type, tiers } = price.seat_tiers
  const [each, last] =
    seat_tier_type === 'graduated'
      ? [words.seatStep, words.seatStepLast]
      : [words.seatTier, words.seatTierLast]
  return (
    <ul class="quiet">
      {tiers.map(({ min_seats, max_seats, price_per_seat }) => {
        const price = reader.format.money(price_per_seat, currency)
        if (tiers.length === 1) return <li>{words.seatPrice({ price })}</li>
        const from = min_seats
        return <li>{max_seats === null ? last({ from, price }) : each({ from, to: max_seats, price })}</li>
      })}
    </ul>
  )
}

export function DiscountLine({ checkout, reader }: { checkout: CheckoutPublic; reader: Reader }) {
  const { discount, discount_amount, currency } = checkout
  if (!discount || discount_amount === 0) return null
  const money = reader.format.money(-discount_amount, currency)
  return <p>{`${reader.messages.orders.discount} ${discount.name}: ${money}`}</p>
}

/** What it costs today, and what follows. */
export function Sums({ checkout, reader }: { checkout: CheckoutPublic; reader: Reader }) {
  const { messages, format } = reader
  const { checkout: words, orders } = messages
  const money = (amount: number) => format.money(amount, checkout.currency)
  const { due_amount: today } = agreementOf(checkout)
  return (
    <>
      <table aria-label={words.review}>
        <tbody>
          <tr>
            <td>
              {checkout.product?.name}
              {checkout.seats !== null && (
                <span class="quiet"> {words.seatsCount({ count: checkout.seats })}</span>
              )}
            </td>
            <td class="amount">{money(checkout.amount)}</td>
          </tr>
          {checkout.discount && checkout.discount_amount > 0 && (
            <tr>
              <th scope="row">
                {orders.discount} <span class="quiet">{checkout.discount.name}</span>
              </th>
              <td class="amount">{money(-checkout.discount_amount)}</td>
            </tr>
          )}
          <tr>
            <th scope="row">{orders.tax}</th>
            <td class="amount">{money(checkout.tax_amount ?? 0)}</td>
          </tr>
          <tr class="total">
            <th scope="row">{words.today}</th>
            <td class="amount">{money(today)}</td>
          </tr>
        </tbody>
      </table>
      <p>{whatFollows(checkout, reader)}</p>
      {lasts(checkout) && (
        <p>
          {lasts(checkout) === 'once'
            ? words.discountOnce({ price: perPeriod(checkout, checkout.amount, reader) })
            : words.discountMonths({
                months: checkout.discount!.duration_in_months!,
                price: perPeriod(checkout, checkout.amount, reader),
              })}
        </p>
      )}
    </>
  )
}

/** It is paid for once, and nothing renews. */
export function isSoldOnce({ product }: CheckoutPublic): boolean {
  return product !== null && !product.is_recurring
}

/** When it is charged again, and for how much. */
export function whatFollows(checkout: CheckoutPublic, reader: Reader): string {
  const { messages, format } = reader
  if (isSoldOnce(checkout)) return messages.checkout.once
  const { trial_end, total_amount, currency } = checkout
  const renewal = messages.checkout.renewal({ amount: perPeriod(checkout, total_amount, reader) })
  if (!trial_end) return renewal
  const amount = format.money(total_amount, currency)
  return `${messages.checkout.after({ date: format.date(trial_end), amount })} ${renewal}`
}

/** How long a discount counts that ends before the subscription does. */
function lasts(checkout: CheckoutPublic): 'once' | 'repeating' | null {
  const { discount, discount_amount } = checkout
  if (isSoldOnce(checkout)) return null
  return discount && discount_amount > 0 && discount.duration !== 'forever' ? discount.duration : null
}

function priceOf(checkout: CheckoutPublic, reader: Reader): string {
  return perPeriod(checkout, checkout.amount, reader)
}

function perPeriod(checkout: CheckoutPublic, amount: number, { messages, format }: Reader): string {
  const money = format.money(amount, checkout.currency)
  const { recurring_interval: interval, recurring_interval_count: count } = checkout.product ?? {}
  return interval ? messages.price[interval]({ amount: money, count: count ?? 1 }) : money
}
