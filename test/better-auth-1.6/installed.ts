import { join } from 'node:path'
import type { Plugin } from 'vitest/config'
import { installAside } from '../aside/install.ts'

/**
 * Better Auth 1.6 in the place of the one that the repository has. It is installed beside the repository, since npm does not
 * put two of it, with all that they hold each other to, into one project.
 */
export function olderBetterAuth(): Plugin {
  let folder: string
  return {
    name: 'older-better-auth',
    enforce: 'pre',
    buildStart() {
      folder = installAside(import.meta.dirname)
    },
    async resolveId(source, _importer, options) {
      if (!/^(better-auth|@better-auth\/)/.test(source)) return null
      return this.resolve(source, join(folder, 'package.json'), { ...options, skipSelf: true })
    },
  }
}
