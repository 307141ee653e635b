/** The amount that a page showed, as its form sends it back; null: it sends none. */
export function agreedAmount(form: URLSearchParams): number | null {
  const sent = form.get('agreed_amount') ?? ''
  return /^\d{1,15}$/.test(sent) ? Number(sent) : null
}
