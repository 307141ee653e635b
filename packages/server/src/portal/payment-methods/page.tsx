import type { Card, PaymentMethod } from '@verge/polar/contract/payment-methods'
import { listCustomerSubscriptions, type CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { listWallets, type Wallet } from '@verge/polar/contract/wallets'
import { isCard, isExpiredAt } from '@verge/polar/policy/payment-methods'
import { chargesNext } from '@verge/polar/policy/subscriptions'
import { paidByNewDefault } from '../overdue/owed.ts'
import { Post } from '../ui/post.tsx'
import type { Page, Visit } from '../visit.ts'
import { cardsOf } from './cards.ts'
import { cardName } from './card-name.ts'

export const paymentMethods: Page = async (visit) => {
  const { polar, messages, to } = visit
  const [cards, subscriptions, wallets, debts] = await Promise.all([
    cardsOf(polar),
    visit.attempt(polar.call(listCustomerSubscriptions, { query: { limit: 100 } })),
    visit.attempt(polar.call(listWallets, { query: { limit: 100 } })),
    visit.owed().then(paidByNewDefault),
  ])
  const { items } = cards
  const running = (subscriptions?.items ?? []).filter(({ ended_at }) => !ended_at)
  const words = messages.methods
  return {
    title: words.title,
    body: (
      <>
        <h1>{words.title}</h1>
        {items.length === 0 ? <p class="card">{words.empty}</p> : <p class="quiet">{words.defaultHelp}</p>}
        {(wallets?.items ?? []).map((one) => (
          <Balance visit={visit} of={one} />
        ))}
        <ul class="rows">
          {items.map((method) => (
            <Method
              visit={visit}
              method={method}
              isDefault={cards.isDefault(method)}
              paysAtOnce={debts.length > 0}
              pays={running.filter(({ id }) => cards.chargedBy(id)?.id === method.id)}
            />
          ))}
        </ul>
        {visit.processor ? (
          <div class="actions">
            <a class="button primary" href={to('/payment-methods/add')}>
              {words.add}
            </a>
          </div>
        ) : visit.hostedPortal ? (
          <>
            <p>{words.atPolarHelp}</p>
            <div class="actions">
              <a class="button primary" href={visit.hostedPortal} rel="noreferrer">
                {words.atPolar}
              </a>
            </div>
          </>
        ) : (
          <p>{words.unavailable}</p>
        )}
      </>
    ),
  }
}

/** What invoices use before any card, or add to what the card pays. */
function Balance({ visit: { messages, format }, of: { balance, currency } }: { visit: Visit; of: Wallet }) {
  if (balance === 0) return null
  const words = messages.methods
  const amount = format.money(Math.abs(balance), currency)
  return <p class="card">{balance > 0 ? words.credit({ amount }) : words.owed({ amount })}</p>
}

interface MethodProps {
  visit: Visit
  method: PaymentMethod
  isDefault: boolean
  /** What is charged to it next. */
  pays: readonly CustomerSubscription[]
  /** Whether something is past due, which it would be charged for as soon as it is the default. */
  paysAtOnce: boolean
}

function Method({ visit, method, isDefault, pays, paysAtOnce }: MethodProps) {
  const { messages, format, to } = visit
  const late = pays.find((one) => chargesNext(one) && isExpiredAt(method, one.current_period_end))
  const words = messages.methods
  const name = cardName(method, messages)
  const setDefault = `${words.makeDefault}: ${name}`
  return (
    <li class="card">
      <div class="head">
        <h2>{name}</h2>
        {isDefault && <span class="badge good">{words.default}</span>}
      </div>
      {isCard(method) && <p class="quiet">{expiryOf(method, messages)}</p>}
      {pays.length > 0 && (
        <p>{words.pays({ products: format.list(pays.map(({ product }) => product.name)) })}</p>
      )}
      {late && (
        <p class="notice warning">{words.expiresBefore({ date: format.date(late.current_period_end) })}</p>
      )}
      <div class="actions small">
        {!isDefault &&
          (paysAtOnce ? (
            <a class="button" href={to(`/payment-methods/${method.id}/default`)} aria-label={setDefault}>
              {words.makeDefault}
            </a>
          ) : (
            <Post to={to(`/payment-methods/${method.id}/default`)} label={setDefault}>
              {words.makeDefault}
            </Post>
          ))}
        <a
          class="button danger"
          href={to(`/payment-methods/${method.id}/remove`)}
          aria-label={`${words.remove}: ${name}`}
        >
          {words.remove}
        </a>
      </div>
    </li>
  )
}

function expiryOf({ method_metadata: { exp_month, exp_year } }: Card, messages: Visit['messages']): string {
  return messages.expires({ month: String(exp_month).padStart(2, '0'), year: String(exp_year) })
}
