import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const accessToken = 'polar_oat_of_the_seller_who_is_watched'

export interface Product {
  process: ChildProcess
  /** Portal and API. */
  url: string
  /** The app beside it. */
  appUrl: string
  /** All that it wrote so far. */
  said(): string
  /** Ended by itself or by a signal, with its code. */
  ended: Promise<number | null>
}

/** A data directory that PostgreSQL's own account may enter. */
export function newDataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'verge-product-'))
  chmodSync(directory, 0o755)
  return directory
}

/** The product as `npm start` runs it; not ready yet. */
export async function launchProduct(
  directory: string,
  environment: Record<string, string> = {},
): Promise<Product> {
  const [portal, app] = [await freePort(), await freePort()]
  const child = spawn(process.execPath, ['--import', 'tsx', 'start.ts'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: {
      ...process.env,
      PORT: String(app),
      PORTAL_PORT: String(portal),
      VERGE_DATA_DIR: directory,
      POLAR_ACCESS_TOKEN: accessToken,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  return {
    process: child,
    url: `http://localhost:${portal}`,
    appUrl: `http://localhost:${app}`,
    said: () => said,
    ended: once(child, 'close').then(([code]) => code as number | null),
  }
}

/** Until both ports are ready. @throws with what it said where it ends before */
export async function startProduct(
  directory: string,
  environment?: Record<string, string>,
): Promise<Product> {
  const product = await launchProduct(directory, environment)
  for (const url of [product.url, product.appUrl]) {
    for (let tries = 0; !(await isReady(url)); tries++) {
      if (product.process.exitCode !== null || tries > 600)
        throw new Error(`Verge did not start: ${product.said()}`)
      await new Promise((done) => setTimeout(done, 100))
    }
  }
  return product
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
