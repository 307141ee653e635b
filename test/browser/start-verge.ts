import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessToken, portalUrl, vergeUrl } from './addresses.ts'

/** Starts the product as a person would, on a fresh data directory, and stops it after the last test. */
export default async function startVerge(): Promise<() => Promise<void>> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'verge-browser-'))
  const verge = spawn(process.execPath, ['--import', 'tsx', 'start.ts'], {
    env: {
      ...process.env,
      PORT: new URL(vergeUrl).port,
      PORTAL_PORT: new URL(portalUrl).port,
      VERGE_DATA_DIR: dataDirectory,
      POLAR_ACCESS_TOKEN: accessToken,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await Promise.all([ready(verge, `${vergeUrl}/healthz`), ready(verge, `${portalUrl}/healthz`)])
  return async () => {
    verge.kill('SIGTERM')
    if (verge.exitCode === null) await once(verge, 'exit')
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

async function ready(verge: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + 90_000
  while (Date.now() < deadline) {
    if (verge.exitCode !== null) throw new Error(`Verge exited with ${verge.exitCode} before it was ready`)
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${url} did not answer within 90 s`)
}
