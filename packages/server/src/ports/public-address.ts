import { BlockList, isIP } from 'node:net'

/** IPv4 that leads nowhere else than here, to neighbours, or to nobody: IANA's special-purpose registry. */
const special = blocks('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
])
/** All of IPv6 that is given out; what carries an IPv4 address inside lies elsewhere, or is taken out again below. */
const unicast = blocks('ipv6', [['2000::', 3]])
const specialOfUnicast = blocks('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
])
const loopback = blocks('ipv4', [['127.0.0.0', 8]])

function blocks(family: 'ipv4' | 'ipv6', subnets: readonly [string, number][]): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, family)
  return list
}

/** Whether everybody on the internet finds the same machine there, and not this one or its neighbours. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !special.check(address, 'ipv4')
  return family === 6 && unicast.check(address, 'ipv6') && !specialOfUnicast.check(address, 'ipv6')
}

export function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? loopback.check(address, 'ipv4') : address === '::1'
}

/** A host of a URL, without the brackets of IPv6 and a final dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** Names that mean this machine, or one of its own network, wherever they are asked for. */
function isOwnName(host: string): boolean {
  return host === 'localhost' || !host.includes('.') || /\.(localhost|local|internal|home\.arpa)$/.test(host)
}

export interface Allowed {
  /** For a sandbox on one's own machine: plain http, and that machine itself. */
  loopback: boolean
}

/** Why nothing is ever sent there, as far as the address itself tells; null: it may be tried. */
export function problemOfAddress(text: string, allowed: Allowed): string | null {
  if (!URL.canParse(text)) return 'This is not an address on the web.'
  const url = new URL(text)
  const host = hostOf(url)
  const isHere = isIP(host) ? isLoopback(host) : host === 'localhost' || host.endsWith('.localhost')
  if (allowed.loopback && isHere && /^https?:$/.test(url.protocol)) return null
  if (url.protocol !== 'https:') return 'The address must begin with https://.'
  if (url.username || url.password) return 'The address must not carry a name or a password.'
  if (isIP(host)) return isPublicAddress(host) ? null : 'The address must be public.'
  if (isOwnName(host)) return 'The address must be public.'
  const isName =
    host.length <= 253 &&
    host.split('.').every((part) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(part))
  return isName ? null : 'This is not the name of a host.'
}
