import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  rmSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pipeline as connected } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { AppliedMigration } from '../migrate.ts'
import type { AppSchema, Sequence, Table } from './catalogue.ts'
import { BackupRefused } from './refused.ts'

export interface Manifest {
  format: 'verge-backup'
  version: 1
  made_at: string
  /** The PostgreSQL that it was read from; it may be restored to another major. */
  postgres: string
  migrations: AppliedMigration[]
  tables: Table[]
  sequences: Sequence[]
  /** Null where the app beside the portal keeps nothing here. */
  app: AppSchema | null
  /** Without them no token that the tables know by its hash opens anything. */
  secrets: Record<string, string>
}

/** What stands in a backup, in its order; rows are JSON arrays of texts, as the database writes its values. */
export type Entry =
  | { kind: 'manifest'; manifest: Manifest }
  | { kind: 'table'; name: string }
  | { kind: 'row'; json: string }

interface Seal {
  rows: Record<string, number>
  sha256: string
}

const lettersAtOnce = 64_000

/** Appears under its name whole and flushed, or not at all; what has that name already is kept. */
export async function writeBackup(path: string, entries: AsyncIterable<Entry>): Promise<Seal['rows']> {
  const draft = `${path}.partial`
  let seal: Seal | null = null
  async function* sealed(): AsyncGenerator<string> {
    const counter = countingSeal()
    let text = ''
    for await (const entry of entries) {
      text += counter.add(textOf(entry), entry)
      if (text.length < lettersAtOnce) continue
      yield text
      text = ''
    }
    seal = counter.seal()
    yield `${text}${JSON.stringify({ seal })}\n`
  }
  refuseTaken(path)
  try {
    await pipeline(sealed, createGzip(), createWriteStream(draft, { mode: 0o600, flush: true }))
    nameOnce(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
  return seal!.rows
}

function refuseTaken(path: string): void {
  if (existsSync(path)) throw new BackupRefused(`${path} exists already. Choose another name.`)
  if (!existsSync(dirname(resolve(path))))
    throw new BackupRefused(`There is no folder ${dirname(resolve(path))}.`)
}

function nameOnce(draft: string, path: string): void {
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') refuseTaken(path)
    throw error
  }
  const folder = openSync(dirname(resolve(path)), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** What a backup says, entry by entry. @throws BackupRefused at its end at the latest, where it is not whole */
export async function* readBackup(path: string): AsyncGenerator<Entry> {
  const counter = countingSeal()
  let seal: Seal | null = null
  let isFirst = true
  for await (const line of linesOf(path)) {
    if (seal) throw new BackupRefused(`${path} goes on after its end. It was changed since it was made.`)
    const found = parsed(path, line, isFirst)
    isFirst = false
    if ('sha256' in found) seal = found
    else {
      counter.add(`${line}\n`, found)
      yield found
    }
  }
  if (!seal) throw new BackupRefused(`${path} is cut off: its end is missing. Take another backup.`)
  if (JSON.stringify(counter.seal()) !== JSON.stringify(seal))
    throw new BackupRefused(`${path} does not match its checksum. Take another backup.`)
}

function parsed(path: string, line: string, isFirst: boolean): Entry | Seal {
  if (!isFirst && line.startsWith('[')) return { kind: 'row', json: line }
  const json = objectIn(line)
  if (isFirst) return { kind: 'manifest', manifest: manifestIn(path, json) }
  if (typeof json?.['table'] === 'string') return { kind: 'table', name: json['table'] }
  if (json?.['seal']) return json['seal'] as Seal
  throw new BackupRefused(`${path} has a line that no backup has. It was changed since it was made.`)
}

function manifestIn(path: string, json: Record<string, unknown> | null): Manifest {
  const manifest = json?.['manifest'] as Manifest | undefined
  if (manifest?.format !== 'verge-backup') throw new BackupRefused(`${path} is no backup of Verge's.`)
  if (manifest.version !== 1)
    throw new BackupRefused(`${path} was made by a newer Verge. Restore it with that one.`)
  return manifest
}

function objectIn(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown> | null
  } catch {
    return null
  }
}

function textOf(entry: Entry): string {
  if (entry.kind === 'row') return `${entry.json}\n`
  if (entry.kind === 'table') return `${JSON.stringify({ table: entry.name })}\n`
  return `${JSON.stringify({ manifest: entry.manifest })}\n`
}

function countingSeal() {
  const hash = createHash('sha256')
  const rows: Seal['rows'] = {}
  let table = ''
  return {
    add(text: string, entry: Entry): string {
      hash.update(text)
      if (entry.kind === 'table') rows[(table = entry.name)] = 0
      if (entry.kind === 'row') rows[table]! += 1
      return text
    },
    seal: (): Seal => ({ rows, sha256: hash.digest('hex') }),
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const unpacked = createGunzip()
  connected(createReadStream(path), unpacked, () => {})
  let rest: Buffer[] = []
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let begin = 0
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, begin)) {
        yield Buffer.concat([...rest, chunk.subarray(begin, end)]).toString('utf8')
        rest = []
        begin = end + 1
      }
      rest.push(chunk.subarray(begin))
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
  if (rest.some((part) => part.length > 0)) throw unreadable(path, 'its last line has no end')
}

function unreadable(path: string, cause: unknown): Error {
  if (cause instanceof BackupRefused) return cause
  const { code } = cause as { code?: string }
  if (code === 'ENOENT') return new BackupRefused(`There is no file ${path}.`)
  if (code === 'EACCES' || code === 'EISDIR') return new BackupRefused(`${path} cannot be read (${code}).`)
  return new BackupRefused(`${path} is cut off or damaged. Take another backup.`, { cause })
}
