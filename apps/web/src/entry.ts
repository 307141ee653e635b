/** Where to go after signing in: a page of ours, never an address from elsewhere. */
export function safeNext(next: string | undefined): string {
  if (!next) return '/settings'
  const here = 'https://verge.invalid'
  const url = URL.canParse(next, here) ? new URL(next, here) : null
  return url?.origin === here && next.startsWith('/') ? url.pathname + url.search : '/settings'
}
