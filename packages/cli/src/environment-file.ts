import { dirname, join } from 'node:path'
import { filesWith, serverAmong, type Source } from './sources.ts'

const names = ['.env', '.env.local']

/** The file with the environment of the server among these sources. */
export function environmentIn(root: string, sources: readonly Source[]): Source {
  const files = filesWith(root, (name) => names.includes(name), /^/)
  return environmentFileOf(files, serverAmong(sources)?.path ?? null)
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
