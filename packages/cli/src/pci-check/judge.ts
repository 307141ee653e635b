import { createHash } from 'node:crypto'
import { headersLookedThrough, scriptsLookedThrough } from '@verge/server/portal/assets/baseline'

/** A page as a browser gets it. */
export interface Seen {
  url: string
  status: number
  headers: Headers
  html: string
}

/** What is not as it was looked through, in words; `origins` are those that a form or a redirect may lead to. */
export function objectionsTo(page: Seen, origins: readonly string[]): string[] {
  const { url, status, headers } = page
  const location = headers.get('location')
  if (status === 303 && location) {
    const { origin } = new URL(location, url)
    return origins.includes(origin) ? [] : [`leads to ${origin}`]
  }
  if (status !== 200) return [`was answered with ${status}`]
  return [...aboutHeaders(page, origins), ...aboutScripts(page), ...aboutParts(page, origins)]
}

function aboutHeaders({ url, headers }: Seen, origins: readonly string[]): string[] {
  const isHttps = url.startsWith('https:')
  return Object.entries(headersLookedThrough).flatMap(([name, wanted]) => {
    if (name === 'strict-transport-security' && !isHttps) return []
    const said = headers.get(name)
    if (said === null) return [`does not say ${name}`]
    const rest = name === 'content-security-policy' ? withoutOrigins(said, origins) : said
    return rest === wanted ? [] : [`says another ${name}: "${said}", where it was "${wanted}"`]
  })
}

/** With those that forms may lead to left out. */
function withoutOrigins(policy: string, origins: readonly string[]): string {
  return policy.replace(/(?<=form-action )[^;]*/, (sources) =>
    sources
      .split(' ')
      .filter((source) => !origins.includes(source))
      .join(' '),
  )
}

function aboutScripts({ html }: Seen): string[] {
  const known = scriptsLookedThrough.map(({ integrity }) => integrity)
  const foreign: string[] = []
  const rest = html.replace(/<script\b([^>]*)>([^]*?)<\/script>/gi, (_, attributes: string, text: string) => {
    const [, address] = /\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(attributes) ?? []
    const integrity = `sha384-${createHash('sha384').update(text).digest('base64')}`
    if (address) foreign.push(`loads a script that is not in the list: ${address}`)
    else if (!known.includes(integrity)) foreign.push(`holds a script that is not in the list: ${integrity}`)
    return ''
  })
  if (/<script/i.test(rest)) foreign.push('holds the beginning of a script')
  const [handler] = /<[a-z][^>]*\son[a-z]+\s*=[^>]*>/i.exec(rest) ?? []
  if (handler) foreign.push(`holds a script in a tag: ${handler}`)
  return foreign
}

/** What could bring in or carry off something that the policy alone would have to stop. */
function aboutParts({ html, url }: Seen, origins: readonly string[]): string[] {
  const parts = Array.from(
    html.matchAll(/<(iframe|frame|object|embed|base)\b/gi),
    ([, tag]) => `holds <${tag}>`,
  )
  const loaded = html.matchAll(/<(?:link|img|source|form)\b[^>]*?\b(?:href|src|action)="([^"]*)"/gi)
  const led = html.matchAll(/\b(?:href|src|action|formaction)="\s*(javascript:[^"]*)"/gi)
  const ours = new URL(url).origin
  return [
    ...parts,
    ...Array.from(loaded, ([, address]) => new URL(address!.replaceAll('&amp;', '&'), url))
      .filter(({ protocol, origin }) => protocol !== 'data:' && origin !== ours && !origins.includes(origin))
      .map(({ origin }) => `loads from or sends to ${origin}`),
    ...Array.from(led, ([, address]) => `leads to ${address}`),
  ]
}
