import { operation, type Check } from '../check.ts'
import { fits, isTrue } from '../expect.ts'
import type { Trial } from '../trial.ts'
import type { Wire } from '../wire.ts'

interface Given {
  customer: Wire
  wallet: Wire
  token: string
}
const path = '/v1/customer-portal/wallets'

/** Somebody who got more back for the rest of their plan than the other one costs. */
export async function inCredit(trial: Trial): Promise<Given & { subscription: Wire }> {
  await trial.configure({ proration_behavior: 'invoice' })
  const { customer, subscription, token } = await trial.subscriber({ product: 'plus' })
  const { id: product_id } = await trial.product('pro')
  await trial.patch(`/v1/customer-portal/subscriptions/${subscription.id}`, { product_id }, token)
  const wallet = await trial.eventually(
    'the credit',
    async () => (await trial.get(`${path}/`, token)).items[0],
  )
  return { customer, subscription, wallet, token }
}
const credit = (answer: Wire, { customer, wallet }: Given) => {
  fits(answer, { id: wallet.id, customer_id: customer.id, currency: 'usd' })
  isTrue(answer.balance > 2900 && answer.balance <= 3000, `The balance is ${answer.balance}`)
}

export const wallets: readonly Check[] = [
  operation<Given>('L', `GET ${path}/`, {
    ok: 200,
    given: inCredit,
    v1: (polar) => polar.customerPortal.wallets.list({}),
    v0: (polar, _, security) => polar.customerPortal.wallets.list(security, {}),
    raw: () => ({}),
    shows: ({ items }, given) => credit(items[0], given),
  }),
  operation<Given>('L', `GET ${path}/{id}`, {
    ok: 200,
    given: inCredit,
    v1: (polar, { wallet }) => polar.customerPortal.wallets.get(wallet.id),
    v0: (polar, { wallet: { id } }, security) => polar.customerPortal.wallets.get(security, { id }),
    raw: ({ wallet: { id } }) => ({ params: { id } }),
    shows: credit,
  }),
]
