import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

/**
 * What a test needs and the repository shall not have among its own packages, installed beside it. It is kept until what the
 * test's folder asks for changes.
 */
export function installAside(testFolder: string): string {
  const folder = resolve(import.meta.dirname, '../../.cache', basename(testFolder))
  const asked = ['package.json', 'package-lock.json'].filter((file) => existsSync(join(testFolder, file)))
  const isAsAsked = asked.every((file) => textOf(join(folder, file)) === textOf(join(testFolder, file)))
  // npm writes this one last.
  if (isAsAsked && existsSync(join(folder, 'node_modules/.package-lock.json'))) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of asked) copyFileSync(join(testFolder, file), join(folder, file))
  const { status } = spawnSync('npm', ['install', '--ignore-scripts', '--no-save', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`What ${testFolder} needs cannot be installed.`)
  return folder
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
