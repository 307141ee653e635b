interface Product {
  id: string
  name: string
  metadata: Record<string, unknown>
}

export interface Ready {
  url: string
  accessToken: string
  webhookSecret: string
  webhook: string | null
  products: readonly Product[]
  dataDirectory: string
}

/** What there is now, and the lines that an app needs to find it. */
export function greeting({
  url,
  accessToken,
  webhookSecret,
  webhook,
  products,
  dataDirectory,
}: Ready): string {
  const sold = products.flatMap(({ id, name, metadata }) =>
    typeof metadata.slug === 'string' ? [{ id, name, slug: metadata.slug }] : [],
  )
  const listed = sold.map(({ id, slug }) => `  { productId: '${id}', slug: '${slug}' },`)
  return [
    `Polar is ready: ${url}`,
    '',
    `  API and portal             ${url}`,
    `  Clock, mails, webhooks     ${url}/sandbox`,
    `  Webhooks go to             ${webhook ?? 'nobody; give --webhook http://localhost:3000/api/auth/polar/webhooks'}`,
    `  Kept in                    ${dataDirectory}`,
    '',
    'For your .env:',
    '',
    `POLAR_ACCESS_TOKEN=${accessToken}`,
    `POLAR_SERVER=${url}`,
    `POLAR_WEBHOOK_SECRET=${webhookSecret}`,
    '',
    'For the products of checkout():',
    '',
    ...listed,
    '',
    'Cards: 4242 4242 4242 4242 works; the page where you type it lists the others.',
  ].join('\n')
}
