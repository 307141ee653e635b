import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'vitest/config'

const folder = resolve(import.meta.dirname, '../../.cache/better-auth-1.6')

/**
 * Better Auth 1.6 in the place of the one that the repository has. It is installed beside the repository, since npm does not
 * put two of it, with all that they hold each other to, into one project.
 */
export function olderBetterAuth(): Plugin {
  return {
    name: 'older-better-auth',
    enforce: 'pre',
    buildStart: install,
    async resolveId(source, _importer, options) {
      if (!/^(better-auth|@better-auth\/)/.test(source)) return null
      return this.resolve(source, join(folder, 'package.json'), { ...options, skipSelf: true })
    },
  }
}

function install(): void {
  if (existsSync(join(folder, 'node_modules/better-auth'))) return
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(import.meta.dirname, 'package.json'), join(folder, 'package.json'))
  const { status } = spawnSync('npm', ['install', '--no-package-lock', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('Better Auth 1.6 cannot be installed.')
}
