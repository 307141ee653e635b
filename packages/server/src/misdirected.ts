import { isNameOfThisMachine } from './caller.ts'

/**
 * Whether a page is asked for by a name that is not the portal's own: one that somebody let lead here, or made up. By a name of
 * this machine's own a proxy on it asks, which says no other where it passes none on.
 */
export function isMisdirected({ url }: Request, publicUrl: string): boolean {
  const asked = new URL(url)
  // The port is left out, as many a proxy does.
  return asked.hostname !== new URL(publicUrl).hostname && !isNameOfThisMachine(asked.host)
}

/** In words for whoever sets up a proxy; nothing of the name that was sent stands in it. */
export const misdirectedWords =
  'These pages have another address. A proxy in front of them has to pass on the Host that it was asked for.'
