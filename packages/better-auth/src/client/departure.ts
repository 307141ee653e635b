const key = 'better-auth.polar.departed'

interface Departure {
  /** Whose portal it is, where it is an organization's. */
  organizationId?: string
}

/** Somebody is on their way to the portal. Polar's own leads back without a word in the address: it is known by this then. */
export function noteDeparture({ organizationId }: Departure): void {
  sessionOfTab()?.setItem(key, JSON.stringify({ organizationId }))
}

/** The portal that this tab was on its way to; asked for a second time, none. */
export function takeDeparture(): Departure | null {
  const tab = sessionOfTab()
  const noted = tab?.getItem(key)
  tab?.removeItem(key)
  return noted ? (JSON.parse(noted) as Departure) : null
}

function sessionOfTab(): Storage | null {
  try {
    return typeof document === 'undefined' ? null : window.sessionStorage
  } catch {
    // A browser that keeps nothing for this site says so by throwing.
    return null
  }
}
