import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { passedOver, type Source } from './sources.ts'

const names = ['.env', '.env.local']

/** The files with an environment below a project's folder, in the order of their paths. */
export function environmentFilesIn(root: string): Source[] {
  const found: Source[] = []
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !passedOver.test(entry.name)) visit(path)
      if (entry.isFile() && names.includes(entry.name))
        found.push({ path: relative(root, path), text: readFileSync(path, 'utf8') })
    }
  }
  visit(root)
  return found.toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

/**
 * The file that the server reads: the nearest above its source; in a project of several packages the one that speaks of Better
 * Auth; else the project's own.
 */
export function environmentFileOf(files: readonly Source[], server: string | null): Source {
  const at = (path: string) => files.find((file) => file.path === path)
  for (let folder = dirname(server ?? '.'); folder !== '.'; folder = dirname(folder)) {
    const own = names.map((name) => at(join(folder, name))).find((file) => file !== undefined)
    if (own) return own
  }
  const speaking = files.find(({ text }) => /^\s*(export\s+)?BETTER_AUTH_(SECRET|URL)=/m.test(text))
  return speaking ?? at('.env') ?? at('.env.local') ?? { path: '.env', text: '' }
}
