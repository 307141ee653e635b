import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

export const accessToken = 'polar_oat_of_the_seller_who_is_killed'

export interface VergeOptions {
  /** The portal's and the app's. */
  ports: readonly [number, number]
  dataDirectory: string
  /** Its own PostgreSQL where there is none. */
  databaseUrl?: string
}

/** Two that nobody listens at. */
export async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()]
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    }),
  )
  for (const server of servers) server.close()
  await Promise.all(servers.map((server) => once(server, 'close')))
  return [ports[0]!, ports[1]!]
}

/** The product as `npm start` runs it, in a process of its own. */
export function launchVerge({
  ports: [portal, app],
  dataDirectory,
  databaseUrl = '',
}: VergeOptions): ChildProcess {
  const environment = {
    ...process.env,
    PORT: String(app),
    PORTAL_PORT: String(portal),
    VERGE_DATA_DIR: dataDirectory,
    DATABASE_URL: databaseUrl,
    POLAR_ACCESS_TOKEN: accessToken,
  }
  return spawn('node', ['--import', 'tsx', 'start.ts'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** Until portal and app answer. */
export async function startVerge(options: VergeOptions): Promise<ChildProcess> {
  const verge = launchVerge(options)
  let words = ''
  verge.stderr!.on('data', (chunk) => (words += String(chunk)))
  for (let tries = 0; tries < 300; tries++) {
    const isUp = (await Promise.all(options.ports.map(isHealthy))).every(Boolean)
    if (isUp) return verge
    if (verge.exitCode !== null) break
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`Verge did not start within 30 seconds: ${words}`)
}

function isHealthy(port: number): Promise<boolean> {
  return fetch(`http://localhost:${port}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** Ends it as an operator would. @throws where it does not end in order */
export async function stopVerge(verge: ChildProcess): Promise<void> {
  if (verge.exitCode !== null) throw new Error(`It had ended already, with ${verge.exitCode}`)
  const ended = once(verge, 'exit') as Promise<[number | null]>
  verge.kill('SIGTERM')
  const [code] = await ended
  if (code !== 0) throw new Error(`SIGTERM ended with ${code}`)
}

export async function killVerge(verge: ChildProcess): Promise<void> {
  const ended = once(verge, 'exit')
  verge.kill('SIGKILL')
  await ended
}

export async function callVerge(url: string, method: string, path: string, token: string, body: unknown) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
