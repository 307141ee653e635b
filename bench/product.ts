import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const port = 4_931
const secondsToStart = 60

export interface Product {
  url: string
  overviewUrl: string
  accessToken: string
  /** The cookie pair of a customer who came in by their link. */
  signIn(): Promise<string>
  /** A link that nobody used yet. */
  link(): Promise<string>
  stop(): Promise<void>
}

export const externalCustomerId = 'demo-ada'
export const returnUrl = 'http://localhost:3000/account'

/** The product as `npm start` runs it, database included, on new data and on the first core alone. */
export async function startProduct(): Promise<Product> {
  const directory = mkdtempSync(join(tmpdir(), 'verge-bench-'))
  // The embedded database may run as another user than ours.
  chmodSync(directory, 0o755)
  const accessToken = 'polar_oat_of_the_seller_who_is_measured'
  const url = `http://localhost:${port}`
  const child = spawn('taskset', ['-c', '0', process.execPath, '--import', 'tsx', 'start.ts'], {
    cwd: resolve(import.meta.dirname, '..'),
    env: {
      ...process.env,
      PORT: String(port + 1),
      PORTAL_PORT: String(port),
      VERGE_DATA_DIR: directory,
      POLAR_ACCESS_TOKEN: accessToken,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')

  async function stop(): Promise<void> {
    child.kill('SIGTERM')
    await ended
    rmSync(directory, { recursive: true, force: true })
  }

  async function link(): Promise<string> {
    const answer = await fetch(`${url}/v1/customer-sessions/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ external_customer_id: externalCustomerId, return_url: returnUrl }),
    })
    if (!answer.ok) throw new Error(`No customer session: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { customer_portal_url: string }).customer_portal_url
  }

  async function signIn(): Promise<string> {
    const token = new URL(await link()).searchParams.get('customer_session_token')!
    const answer = await fetch(`${url}/verge/portal/session`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: url, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ customer_session_token: token }),
    })
    const [cookie] = answer.headers.getSetCookie()
    if (answer.status !== 303 || !cookie) throw new Error(`The link did not sign in: ${answer.status}`)
    return cookie.split(';')[0]!
  }

  for (let tries = 0; tries < secondsToStart * 10 && child.exitCode === null; tries++) {
    const isUp = await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isUp) return { url, overviewUrl: `${url}/verge/portal`, accessToken, signIn, link, stop }
    await sleep(100)
  }
  await stop()
  throw new Error(`Verge did not start within ${secondsToStart} seconds`)
}
