import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  adoptSecrets,
  DataDirectoryHeld,
  DataDirectoryUnusable,
  holdDataDirectory,
  readSecrets,
} from './data-directory.ts'

/** A thousand to be sure. */
const rounds = Number(process.env.HOLDER_ROUNDS ?? 20)

let directory: string
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'verge-holder-'))))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const lock = () => join(directory, 'holder.json')

it('is never taken from a process of another machine, which cannot be asked whether it lives', () => {
  const elsewhere = JSON.stringify({ pid: 1, host: `not-${hostname()}`, started: '1' })
  writeFileSync(lock(), elsewhere)
  expect(() => holdDataDirectory(directory)).toThrow(`process 1 on not-${hostname()}`)
  expect(() => holdDataDirectory(directory)).toThrow(DataDirectoryHeld)
  expect(readFileSync(lock(), 'utf8')).toBe(elsewhere)
})

it('is refused to a second one within a second, every time, and keeps its holder', () => {
  const held = holdDataDirectory(directory)
  const before = readFileSync(lock(), 'utf8')
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    expect(() => holdDataDirectory(directory)).toThrow(`process ${process.pid}`)
    expect(performance.now() - began).toBeLessThan(1_000)
  }
  expect(readFileSync(lock(), 'utf8')).toBe(before)
  held.release()
})

it('is taken over from a killed holder, every time', async () => {
  const module = JSON.stringify(new URL('data-directory.ts', import.meta.url).href)
  const script = `const { holdDataDirectory } = await import(${module}); holdDataDirectory(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000)`
  for (let round = 0; round < Math.ceil(rounds / 4); round++) {
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(holder.stdout, 'data')
    expect(() => holdDataDirectory(directory)).toThrow(`process ${holder.pid}`)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    for (let again = 0; again < 4; again++) holdDataDirectory(directory).release()
  }
})

it('that is a file, or below one, is refused in one line', () => {
  const file = join(directory, 'file')
  writeFileSync(file, '')
  for (const path of [file, join(file, 'below')]) {
    expect(() => holdDataDirectory(path)).toThrow(DataDirectoryUnusable)
    expect(() => holdDataDirectory(path)).toThrow(/^Verge cannot keep its data in \S+: it is not a folder\./)
  }
})

it('that this user may not write to is refused in one line', () => {
  chmodSync(directory, 0o500)
  const uid = process.geteuid!()
  // Root may write everywhere, so it tries as somebody else.
  if (uid === 0) process.seteuid!(65_534)
  try {
    expect(() => holdDataDirectory(join(directory, 'below'))).toThrow('this user may not write there')
  } finally {
    if (uid === 0) process.seteuid!(0)
  }
})

it('takes the secrets of a backup once, and never changes one that it has', () => {
  adoptSecrets(directory, { secret: 'one', 'access-token': 'two' })
  adoptSecrets(directory, { secret: 'one' })
  expect(readSecrets(directory)).toEqual({ secret: 'one', 'access-token': 'two' })
  expect(() => adoptSecrets(directory, { 'webhook-secret': 'three', secret: 'other' })).toThrow(
    'another secret than the backup',
  )
  expect(readSecrets(directory)).toEqual({ secret: 'one', 'access-token': 'two' })
})
