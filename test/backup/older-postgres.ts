import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { installDebianPackage } from '../debian.ts'

const debian = '/usr/lib/postgresql'

/** A PostgreSQL of another major than ours that the machine has, the oldest that we support first. */
export function otherMajor(): { major: number; bin: string } | null {
  const majors = (existsSync(debian) ? readdirSync(debian) : []).map(Number).toSorted((a, b) => a - b)
  const found = majors.find(
    (major) => major >= 15 && major !== 18 && existsSync(join(debian, `${major}/bin/initdb`)),
  )
  return found ? { major: found, bin: join(debian, `${found}/bin`) } : null
}

/** Where it cannot be had, the tests that need it say so and are skipped. */
export function installOtherMajor(): void {
  if (otherMajor()) return
  try {
    installDebianPackage('postgresql')
  } catch (error) {
    console.warn(`No other PostgreSQL could be installed: ${String(error)}`)
  }
}

/** Started on a socket in the folder, with a database and an owner of it who is no superuser. */
export async function startOther(bin: string, folder: string) {
  const data = join(folder, 'other')
  const account = unprivileged()
  mkdirSync(data, { mode: 0o700 })
  if (account) chownSync(data, account.uid, account.gid)
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'root', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    ...account,
    cwd: data,
    stdio: 'pipe',
  })
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', data, '-c', 'listen_addresses='], {
    ...account,
    cwd: data,
    stdio: 'ignore',
  })
  const root = { host: data, port: 5432, user: 'root', database: 'postgres' }
  for (let tries = 0; !(await answers(root)); tries++) {
    if (tries > 200) throw new Error(`${bin} did not start`)
    await new Promise((done) => setTimeout(done, 100))
  }
  const client = new pg.Client(root)
  await client.connect()
  await client.query('CREATE ROLE plain LOGIN')
  await client.query('CREATE DATABASE verge OWNER plain')
  await client.end()
  return {
    config: { ...root, user: 'plain', database: 'verge' },
    url: `postgresql://plain@/verge?host=${encodeURIComponent(data)}&port=5432`,
    async stop() {
      server.kill('SIGINT')
      await once(server, 'exit')
    },
  }
}

function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function answers(config: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client(config)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
