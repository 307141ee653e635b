import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, chmodSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accessToken, launchProduct, startProduct, type Product } from '../world/product.ts'

/** A disk of its own needs root, and a container may still forbid it. */
function mayMount(): boolean {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false
  const place = mkdtempSync(join(tmpdir(), 'verge-mount-'))
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', place]).status === 0
  if (isMounted) execFileSync('umount', [place])
  rmSync(place, { recursive: true, force: true })
  return isMounted
}

let disk: string
let verge: Product | null = null
beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'verge-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=220m,mode=755', 'none', disk])
})
afterEach(async () => {
  await verge?.stop()
  verge = null
  execFileSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
}, 60_000)

/** Takes all the room that is left. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (let size = 1_048_576; size >= 1; size = Math.floor(size / 2)) {
      const block = Buffer.alloc(size, 1)
      try {
        for (;;) if (writeSync(file, block) < size) break
      } catch {
        // Then less of it may still fit.
      }
    }
  } finally {
    closeSync(file)
  }
}

async function api(method: string, path: string, body?: unknown) {
  const answer = await fetch(verge!.url + path, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, text, retryAfter: answer.headers.get('retry-after') }
}
let count = 0
const write = () =>
  api('POST', '/v1/customers/', {
    email: `full-${++count}@example.com`,
    name: 'N'.repeat(200),
    metadata: Object.fromEntries(
      Array.from({ length: 40 }, (_, key) => [`k${key}`, `${count}${'v'.repeat(400)}`]),
    ),
  })

describe.skipIf(!mayMount())('a disk', () => {
  it('that is full refuses writes in words and goes on with reads, and needs no repair when there is room again', async () => {
    verge = await startProduct(disk)
    const before = await write()
    expect(before.status).toBe(201)
    fill(join(disk, 'ballast'))
    let refused = before
    for (let tries = 0; tries < 2_000 && refused.status === 201; tries++) refused = await write()
    expect(refused.status).toBe(503)
    expect(refused.retryAfter).toMatch(/^\d+$/)
    expect(refused.text).toMatch(/Reference: /)
    for (let reads = 0; reads < 20; reads++)
      expect((await api('GET', '/v1/customers/?limit=10')).status).toBe(200)

    rmSync(join(disk, 'ballast'))
    let after = await write()
    for (let tries = 0; tries < 100 && after.status !== 201; tries++) {
      await new Promise((done) => setTimeout(done, 100))
      after = await write()
    }
    expect(after.status).toBe(201)
    expect(verge.process.exitCode).toBe(null)
  }, 120_000)

  it('that is read-only is refused in one plain line', async () => {
    const directory = join(disk, 'data')
    mkdirSync(directory)
    chmodSync(directory, 0o755)
    execFileSync('mount', ['-o', 'remount,ro', disk])
    verge = await launchProduct(directory)
    expect(await verge.ended).toBe(1)
    expect(verge.said()).toBe(
      `Verge cannot keep its data in ${directory}: it is on a disk that is mounted read-only. Choose another VERGE_DATA_DIR.\n`,
    )
  }, 60_000)

  it('that is full before the first start is refused in one plain line', async () => {
    fill(join(disk, 'ballast'))
    verge = await launchProduct(disk)
    expect(await verge.ended).toBe(1)
    expect(verge.said()).toMatch(/^Verge cannot keep its data in \S+: its disk is full\. .*\n$/)
  }, 60_000)
})
