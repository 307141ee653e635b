import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface Source {
  /** From the project's folder. */
  path: string
  text: string
}

const passedOver = /^(node_modules|dist|build|out|coverage|\..*)$/
const isSource = /(?<!\.d)\.[cm]?[jt]sx?$/
const filesMax = 20_000

/** The project's own files of such a name in which one of these words stands, in the order of their paths. */
export function filesWith(root: string, isWanted: (name: string) => boolean, words: RegExp): Source[] {
  const found: Source[] = []
  let seen = 0
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted(byName)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !passedOver.test(entry.name)) visit(path)
      if (!entry.isFile() || !isWanted(entry.name) || ++seen > filesMax) continue
      const text = readFileSync(path, 'utf8')
      if (words.test(text)) found.push({ path: relative(root, path), text })
    }
  }
  visit(root)
  return found
}

export function sourcesWith(root: string, words: RegExp): Source[] {
  return filesWith(root, (name) => isSource.test(name), words)
}

/** The one that makes the server of Better Auth. */
export function serverAmong(sources: readonly Source[]): Source | undefined {
  return sources.find(({ text }) => /\bbetterAuth\s*\(/.test(text))
}

function byName({ name: one }: { name: string }, { name: other }: { name: string }): number {
  return one < other ? -1 : 1
}
