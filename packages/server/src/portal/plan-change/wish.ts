/** What a customer wants to change to. */
export type Wish = { product_id: string } | { seats: number }

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Null: what came by form or address names no product. */
export function productIn(values: URLSearchParams): Wish | null {
  const product_id = values.get('product_id') ?? ''
  return id.test(product_id) ? { product_id } : null
}

/** Null: it is no number of seats. */
export function seatsIn(values: URLSearchParams): { seats: number } | null {
  const typed = values.get('seats')?.trim() ?? ''
  return /^[1-9]\d{0,5}$/.test(typed) ? { seats: Number(typed) } : null
}

/** The page that asks for it, below the subscription's; with the wish, it shows what that costs. */
export function pageFor(wish: Wish): 'change' | 'seats' {
  return 'product_id' in wish ? 'change' : 'seats'
}

export function queryOf(wish: Wish): string {
  const [name, value] = Object.entries(wish)[0]!
  return `${name}=${value}`
}
