/** A page of the portal to go on to after signing in: never one elsewhere. */
export function wayOnwards(text: string | null | undefined): string {
  return text && /^(\/[\w-]+)+$/.test(text) && text.length <= 200 ? text : ''
}

/** The sign-in page, which leads back to where somebody was. */
export function signInAddress(base: string, current = ''): string {
  const to = wayOnwards(current)
  return `${base}/sign-in${to ? `?${new URLSearchParams({ to })}` : ''}`
}
