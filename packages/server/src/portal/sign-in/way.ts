/** What of an address chooses what its page shows. Whatever a bank or a link handed over stays behind. */
const choices: readonly [name: string, shape: RegExp][] = [
  ['product_id', /^[\da-f-]{36}$/],
  ['seats', /^\d{1,6}$/],
  ['page', /^\d{1,6}$/],
]

/** A page of the portal to go on to after signing in: never one elsewhere. */
export function wayOnwards(text: string | null | undefined): string {
  const [path = '', query] = (text ?? '').split('?', 2)
  if (!/^(\/[\w-]+)+$/.test(path) || path.length > 200) return ''
  const asked = new URLSearchParams(query)
  const kept = choices.flatMap(([name, shape]) => {
    const value = asked.get(name)
    return value !== null && shape.test(value) ? [[name, value]] : []
  })
  return kept.length > 0 ? `${path}?${new URLSearchParams(kept)}` : path
}

/** The sign-in page, which leads back to where somebody was. */
export function signInAddress(base: string, current = ''): string {
  const to = wayOnwards(current)
  return `${base}/sign-in${to ? `?${new URLSearchParams({ to })}` : ''}`
}
