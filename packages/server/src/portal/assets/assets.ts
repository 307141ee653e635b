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
export const stylesheetAddress = load('portal.css', ['portal.css', 'change.css'], 'text/css; charset=utf-8')
export const continueAddress = load('continue.js', ['continue.js'], 'text/javascript; charset=utf-8')

/** Its address changes with its content, so browsers keep it for good. */
function load(name: string, files: readonly string[], type: string): string {
  const body = Buffer.concat(files.map((file) => readFileSync(join(import.meta.dirname, file))))
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
      vary: 'accept-encoding',
      ...(compressed && { 'content-encoding': 'br' }),
    },
  })
}
