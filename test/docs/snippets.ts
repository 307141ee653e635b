import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Snippet {
  /** By document and heading, and by number where there is more than one. */
  name: string
  /** The document and the line on which the code begins. */
  where: string
  language: 'ts' | 'tsx' | 'sh'
  code: string
}

/** Every piece of code, and every command, that a reader may copy. */
export function snippets(): Snippet[] {
  const documents = ['README.md', 'CONTRIBUTING.md', 'docs/*.md', 'docs/guide/*.md', 'packages/*/README.md']
  return documents.flatMap((pattern) => globSync(pattern, { cwd: root }).toSorted().flatMap(snippetsIn))
}

function snippetsIn(file: string): Snippet[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found: Snippet[] = []
  for (const { index, 1: language, 2: code } of text.matchAll(/^```(tsx?|sh)\n(.*?)^```$/gms)) {
    const before = text.slice(0, index)
    const heading =
      before
        .match(/^#+ .*$/gm)
        ?.at(-1)
        ?.replace(/^#+ /, '') ?? ''
    const place = `${file}, ${heading}`
    const earlier = found.filter(({ name }) => name === place || name.startsWith(`${place} (`)).length
    found.push({
      name: earlier === 0 ? place : `${place} (${earlier + 1})`,
      where: `${file}:${before.split('\n').length + 1}`,
      language: language as Snippet['language'],
      code: code!,
    })
  }
  return found
}
