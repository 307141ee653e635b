import { BlockList, isIP, isIPv6 } from 'node:net'

/** Where a request comes from, as far as the socket and those whom we believe tell. */
export interface Caller {
  /** From this machine itself, and through nobody who forwards for others. */
  isLocal: boolean
  /** An address of the internet; nothing where it is not known. */
  address?: string
}

/** Proxies of ours: what they say of who asked them is believed, and of nobody else. */
export type Proxies = BlockList

/** Addresses, or networks as in 10.0.0.0/8. Null: one of them is neither. */
export function proxiesAt(places: readonly string[]): Proxies | null {
  const proxies = new BlockList()
  for (const place of places) {
    const [address = '', bits, ...more] = place.split('/')
    const version = isIP(address)
    const length = bits === undefined ? (version === 6 ? 128 : 32) : Number(bits)
    const longest = version === 6 ? 128 : 32
    if (version === 0 || more.length > 0 || bits === '') return null
    if (!Number.isInteger(length) || length < 0 || length > longest) return null
    proxies.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4')
  }
  return proxies
}

const loopback = ['127.0.0.1', '::1']

/**
 * A proxy on this machine speaks for whoever speaks to it. So does a browser: a page from elsewhere can let its own name lead
 * here, but not call us by one of this machine's.
 */
export function callerAt(remoteAddress: string | undefined, headers: Headers, proxies: Proxies): Caller {
  const isForwarded = headers.has('x-forwarded-for') || headers.has('forwarded')
  const remote = addressIn(remoteAddress ?? '')
  const isFromHere = remote !== null && loopback.includes(remote)
  const isLocal = isFromHere && !isForwarded && isNameOfThisMachine(headers.get('host') ?? '')
  if (remote === null) return { isLocal }
  const named = (headers.get('x-forwarded-for') ?? '').split(',').map(addressIn)
  return { isLocal, address: behind(proxies, remote, named) }
}

export function isNameOfThisMachine(host: string): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? ''
  return (
    name === 'localhost' || name.endsWith('.localhost') || loopback.includes(name.replace(/^\[|\]$/g, ''))
  )
}

/** Each proxy appends whom it saw, so from the end up to the first who is none of ours every word can be believed. */
function behind(proxies: Proxies, remote: string, named: readonly (string | null)[]): string {
  let farthest = remote
  for (const one of named.toReversed()) {
    if (one === null || !isAmong(proxies, farthest)) break
    farthest = one
  }
  return farthest
}

function isAmong(proxies: Proxies, address: string): boolean {
  return proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** In one spelling; null: it is no address. */
function addressIn(text: string): string | null {
  const address = text
    .trim()
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '')
  return isIP(address) === 0 ? null : address.toLowerCase()
}

/** Whom the portal asks for: in process nobody else can have written that. */
export function forwardedBy({ headers }: Request): Pick<Caller, 'address'> {
  const address = headers.get('x-forwarded-for')
  return address ? { address } : {}
}
