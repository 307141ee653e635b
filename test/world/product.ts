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
  /** Asks it to end, as an operator would. */
  stop(): Promise<number | null>
}

/** Its ports, access token and whatever else: each has a default of the tests. */
type Environment = Record<string, string>

interface Running {
  /** The only core that it may use, where that matters. */
  core?: number
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
  environment: Environment = {},
  { core }: Running = {},
): Promise<Product> {
  const own = {
    PORT: String(await freePort()),
    PORTAL_PORT: String(await freePort()),
    VERGE_DATA_DIR: directory,
    POLAR_ACCESS_TOKEN: accessToken,
    // A test asks more often in a second than people do, and all from one address.
    RATE_LIMITS: 'off',
    ...environment,
  }
  const node = [process.execPath, '--import', 'tsx', 'start.ts']
  const [program, ...words] = core === undefined ? node : ['taskset', '-c', String(core), ...node]
  const child = spawn(program!, words, {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { ...process.env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    process: child,
    url: `http://localhost:${own.PORTAL_PORT}`,
    appUrl: `http://localhost:${own.PORT}`,
    said: () => said,
    ended,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Until both ports are ready. @throws with what it said where it ends before */
export async function startProduct(
  directory: string,
  environment?: Environment,
  running?: Running,
): Promise<Product> {
  const product = await launchProduct(directory, environment, running)
  // Its own word first: at a port of somebody else's it would be they who answer.
  const isUp = async (url: string) => product.said().includes('Verge is ready') && isReady(url)
  for (const url of [product.url, product.appUrl]) {
    for (let tries = 0; !(await isUp(url)); tries++) {
      if (product.process.exitCode !== null || tries > 1_800) {
        await product.stop()
        throw new Error(`Verge did not start: ${product.said()}`)
      }
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

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
