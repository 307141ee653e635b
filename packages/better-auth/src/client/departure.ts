const key = 'better-auth.polar.departed'

/** Somebody is on their way to the portal. Polar's own leads back without a word in the address: it is known by this then. */
export function noteDeparture(): void {
  sessionOfTab()?.setItem(key, 'portal')
}

/** Whether this tab was on its way to the portal; asked for a second time, no more. */
export function takeDeparture(): boolean {
  const tab = sessionOfTab()
  const departed = tab?.getItem(key) === 'portal'
  if (departed) tab?.removeItem(key)
  return departed
}

function sessionOfTab(): Storage | null {
  try {
    return typeof document === 'undefined' ? null : window.sessionStorage
  } catch {
    // A browser that keeps nothing for this site says so by throwing.
    return null
  }
}
