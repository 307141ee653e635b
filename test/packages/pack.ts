import { execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { buildPackages, builtPackages } from '../../release/build.ts'

/** The packages as they are published: a run of all tests builds them once for all of them, and says so. */
export function packagesToTry(): string[] {
  return process.env.PACKAGES_ARE_BUILT ? builtPackages() : buildPackages()
}

/** Packs the folders of packages as the registry gets them; where each one's tarball is, by what follows `@verge/` in its name. */
export function packInto(destination: string, folders: readonly string[]): Record<string, string> {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', destination, ...folders])
  const tarballs = Object.values(JSON.parse(packed.toString()) as { name: string; filename: string }[])
  return Object.fromEntries(
    tarballs.map(({ name, filename }) => [basename(name), join(destination, filename)]),
  )
}
