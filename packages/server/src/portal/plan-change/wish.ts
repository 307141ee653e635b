/** What a customer wants to change to. */
export type Wish = { product_id: string } | { seats: number }

/** The page that asks for it, below the subscription's; with the wish, it shows what that costs. */
export function pageFor(wish: Wish): 'change' | 'seats' {
  return 'product_id' in wish ? 'change' : 'seats'
}

export function queryOf(wish: Wish): string {
  const [name, value] = Object.entries(wish)[0]!
  return `${name}=${value}`
}
