import type { CustomerOrder } from '@verge/polar/contract/orders'
import type { Visit } from '../visit.ts'
import { orderStanding } from './standing.ts'

/** Newest first; each row leads to its page. */
export function OrderTable({
  visit,
  orders,
  label,
}: {
  visit: Visit
  orders: CustomerOrder[]
  label: string
}) {
  const { messages, format, to } = visit
  const words = messages.orders
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{words.date}</th>
          <th scope="col" class="wide">
            {words.description}
          </th>
          <th scope="col">{words.status}</th>
          <th scope="col" class="amount">
            {words.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => {
          const { label: status, tone } = orderStanding(order, messages)
          return (
            <tr>
              <td>
                <a class="entry" href={to(`/orders/${order.id}`)}>
                  {format.date(order.created_at)} <span class="number">{order.invoice_number}</span>
                </a>
              </td>
              <td class="wide">
                <bdi>{order.product?.name ?? order.description}</bdi>
              </td>
              <td>
                <span class={`badge ${tone}`}>{status}</span>
              </td>
              <td class="amount">{format.money(order.total_amount, order.currency)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
