import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { defineCommand } from 'citty'
import { createPolar } from '@verge/polar/client'
import { listProducts } from '@verge/polar/contract/products'
import { readOrCreateSecret } from '@verge/server/db/data-directory'
import { startServer } from '@verge/server/main'
import { network } from '@verge/server/ports/http-out'
import { newSecret, randomIds } from '@verge/server/ports/ids'
import { openLog } from '@verge/server/ports/log'
import { addressOf, portOf } from '@verge/server/settings'
import { forwardWebhooks } from './forward.ts'
import { seedProducts } from './seed.ts'
import { greeting } from './greeting.ts'

const usualPort = 4000

export const dev = defineCommand({
  meta: {
    name: 'dev',
    description: 'A local Polar for your project, with portal, mails, webhooks and a clock',
  },
  args: {
    port: {
      type: 'string',
      description: `Where it listens; 0 is any (default: ${usualPort}, or a free one)`,
    },
    webhook: {
      type: 'string',
      description: 'Where your app hears webhooks, such as http://localhost:3000/api/auth/polar/webhooks',
    },
    data: { type: 'string', default: '.verge', description: 'Where it is all kept' },
  },
  async run({ args }) {
    const webhook = args.webhook ? addressOf('--webhook', args.webhook) : null
    const asked = args.port === undefined ? null : portOf('--port', args.port, usualPort)
    const port = await freePort(asked ?? usualPort, asked === null)
    const dataDirectory = resolve(args.data)
    const log = openLog()
    const server = await startServer(
      {
        PORTAL_PORT: String(port),
        VERGE_DATA_DIR: dataDirectory,
        // One machine does everything here, and asks as often as it likes.
        RATE_LIMITS: 'off',
        ...(process.env.POLAR_ACCESS_TOKEN?.startsWith('polar_oat_') && {
          POLAR_ACCESS_TOKEN: process.env.POLAR_ACCESS_TOKEN,
        }),
      },
      { seed: seedProducts, log },
    )
    const { url, accessToken } = server
    const webhookSecret = readOrCreateSecret(dataDirectory, 'webhook-secret', () => newSecret(randomIds))
    const polar = createPolar({ fetch: network.send, baseUrl: url, token: accessToken, supportsOurs: true })
    if (webhook) await forwardWebhooks(polar, { url: webhook, secret: webhookSecret })
    const { items: products } = await polar.call(listProducts, { query: { is_archived: false, limit: 100 } })
    console.log(greeting({ url, accessToken, webhookSecret, webhook, products, dataDirectory }))
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    await server.close()
  },
})

/** The port that is wanted, or any other where that is taken and nobody insists. */
async function freePort(wanted: number, mayBeAnother: boolean): Promise<number> {
  const probe = createServer()
  try {
    probe.listen(wanted, '127.0.0.1')
    await once(probe, 'listening')
    return (probe.address() as AddressInfo).port
  } catch (error) {
    if (!mayBeAnother || (error as { code?: string }).code !== 'EADDRINUSE') throw error
    return freePort(0, false)
  } finally {
    probe.close()
  }
}
