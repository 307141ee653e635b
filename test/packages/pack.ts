import { execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'

/** Packs the folders of packages as the registry gets them; where each one's tarball is, by the package's folder name. */
export function packInto(destination: string, folders: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    folders.map((folder) => {
      const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
        cwd: folder,
      })
      const [{ filename }] = Object.values(JSON.parse(packed.toString()) as { filename: string }[]) as [
        { filename: string },
      ]
      return [basename(folder), join(destination, filename)]
    }),
  )
}
