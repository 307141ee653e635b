import { sql } from 'kysely'
import type { getWallet as getContract, listWallets as contract, Wallet } from '@verge/polar/contract/wallets'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Database, Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { listed, pageOf } from '../listing.ts'

/** One for each currency in which anything was ever in credit or owed; few, so that they are all read. */
export async function listWallets(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const wallets = (await walletsOf(db, actor.customer_id)).toSorted(orderOf(query?.sorting))
  const { limit, offset } = pageOf(query)
  return listed(wallets.slice(offset, offset + limit), wallets.length, query)
}

export async function getWallet(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof getContract>,
): Promise<OutputOf<typeof getContract>> {
  const wallet = (await walletsOf(db, actor.customer_id)).find(({ id }) => id === params.id)
  if (!wallet) throw notFound()
  return wallet
}

/** A wallet began with its first entry, and has its id. */
async function walletsOf(db: Database, customer_id: string): Promise<Wallet[]> {
  const { rows } = await sql<Wallet>`
    SELECT (array_agg(id ORDER BY created_at, id))[1] AS id, min(created_at) AS created_at,
      max(created_at) AS modified_at, customer_id, sum(amount)::bigint AS balance, currency
    FROM balance_entries WHERE customer_id = ${customer_id} GROUP BY customer_id, currency
  `.execute(db)
  return rows
}

type Criterion = NonNullable<NonNullable<InputOf<typeof contract>['query']>['sorting']>[number]

function orderOf(sorting: readonly Criterion[] = ['-created_at']) {
  return (one: Wallet, other: Wallet): number => {
    for (const criterion of sorting) {
      const key = criterion.replace('-', '') as 'created_at' | 'balance'
      const difference = Number(one[key]) - Number(other[key])
      if (difference !== 0) return criterion.startsWith('-') ? -difference : difference
    }
    return one.currency < other.currency ? -1 : 1
  }
}
