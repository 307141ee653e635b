import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

interface Asset {
  type: string
  body: Buffer
  compressed: Buffer
}

const assets = new Map<string, Asset>()

/** One subject each, in the order in which later ones win. */
const styles = [
  'base.css',
  'frame.css',
  'notices.css',
  'cards.css',
  'buttons.css',
  'lists.css',
  'forms.css',
  'change.css',
  'media.css',
]
// Indented for who reads it here; the browser needs none of that.
const stylesheet = styles.map(read).join('').replace(/^ +/gm, '')
/** The address of the portal's style with a brand's own rules after it. */
export const styleWith = (rules: string) => load('portal.css', stylesheet + rules, 'text/css; charset=utf-8')
/** Stands in the page itself: a request of its own would cost a round trip more than it weighs. */
export const script = scriptOf('enhance.js')
/** That of a page on which nobody stays. */
export const leadOnScript = scriptOf('lead-on.js')

export interface Script {
  text: string
  /** By which a page's policy names it. */
  hash: string
}

function scriptOf(name: string): Script {
  const text = read(name)
    .replace(/^ *\/\/.*\n/gm, '')
    .replace(/^ +|^\n/gm, '')
  return { text, hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'` }
}

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
}

/** Its address changes with its content, so browsers keep it for good. */
function load(name: string, text: string, type: string): string {
  const body = Buffer.from(text)
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 8)
  const address = `/assets/${name.replace('.', `.${hash}.`)}`
  assets.set(address, { type, body, compressed: brotliCompressSync(body) })
  return address
}

/** Null: not one of ours. */
export function serveAsset(request: Request): Response | null {
  const asset = assets.get(new URL(request.url).pathname)
  if (!asset) return null
  const compressed = /\bbr\b/.test(request.headers.get('accept-encoding') ?? '')
  return new Response(new Uint8Array(compressed ? asset.compressed : asset.body), {
    headers: {
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'accept-encoding',
      ...(compressed && { 'content-encoding': 'br' }),
    },
  })
}
