import { pathToFileURL } from 'node:url'
import { serve } from '@hono/node-server'

type App = { default: { fetch(request: Request): Promise<Response> } }

const { default: app } = (await import(pathToFileURL(process.argv[2]!).href)) as App
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
)
