import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { compress } from 'hono/compress'

/** The built web app: files as they are, and its one HTML page for every address it routes itself. */
export function webPages(app: Hono, webRoot: string): void {
  app.use('/assets/*', compress(), async (c, next) => {
    await next()
    // Their names carry a hash of their content, so a copy is never out of date.
    if (c.res.ok) c.res.headers.set('cache-control', 'public, max-age=31536000, immutable')
  })
  app.get('/assets/*', serveStatic({ root: webRoot }))
  app.get('/assets/*', (c) => c.text('Not found', 404))
  app.get('/favicon.svg', serveStatic({ root: webRoot }))
  app.get('*', async (c) => {
    const page = await readFile(join(webRoot, 'index.html'), 'utf8')
    return c.html(page, 200, { 'cache-control': 'no-cache' })
  })
}
