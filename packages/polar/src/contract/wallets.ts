import * as z from 'zod'
import { operation } from './operation.ts'
import { amount, created, currency, id, listOf, page, sortingBy } from './values.ts'

/** What a customer has in credit in one currency (above zero), or owes (below). */
export const wallet = z.object({ ...created, customer_id: id, balance: amount, currency })
export type Wallet = z.output<typeof wallet>

export const listWallets = operation({
  name: 'customer_portal.wallets.list',
  method: 'GET',
  path: '/v1/customer-portal/wallets/',
  gate: 'billing',
  query: z.strictObject({ ...page, sorting: sortingBy('created_at', 'balance') }),
  status: 200,
  output: listOf(wallet),
  refusals: ['NotPermitted'],
})

export const getWallet = operation({
  name: 'customer_portal.wallets.get',
  method: 'GET',
  path: '/v1/customer-portal/wallets/{id}',
  gate: 'billing',
  params: z.object({ id }),
  status: 200,
  output: wallet,
  refusals: ['NotPermitted', 'ResourceNotFound'],
})
