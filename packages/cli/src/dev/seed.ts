import type { Seed } from '@verge/server/backend'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import { createProduct } from '@verge/server/operations/products/create'

const catalogue = [
  { slug: 'pro', name: 'Pro', interval: 'month', usd: 2_000, eur: 1_900 },
  { slug: 'pro-yearly', name: 'Pro yearly', interval: 'year', usd: 20_000, eur: 19_000 },
] as const

/** Something to sell from the first minute on. Customers are the project's own: they come with its sign-ups. */
export const seedProducts: Seed = async ({ ports }) => {
  const { id: organization_id } = await foundOrganization(ports)
  for (const { slug, name, interval, usd, eur } of catalogue)
    await createProduct(
      ports,
      { kind: 'organization', organization_id },
      {
        body: {
          name,
          visibility: 'public',
          recurring_interval: interval,
          prices: [
            { amount_type: 'fixed', price_amount: usd, price_currency: 'usd' },
            { amount_type: 'fixed', price_amount: eur, price_currency: 'eur' },
          ],
          metadata: { slug },
        },
      },
    )
}
