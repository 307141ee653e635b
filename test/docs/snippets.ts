import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Snippet {
  /** The document and the line on which the code begins. */
  where: string
  language: 'ts' | 'tsx'
  code: string
}

/** Every piece of TypeScript that a reader may copy. */
export function snippets(): Snippet[] {
  const below = (folder: string) => readdirSync(join(root, folder))
  const documents = [
    'README.md',
    ...below('docs/guide').map((file) => `docs/guide/${file}`),
    ...below('packages').map((name) => `packages/${name}/README.md`),
  ]
  return documents.filter((file) => file.endsWith('.md')).flatMap(snippetsIn)
}

function snippetsIn(file: string): Snippet[] {
  const text = read(file)
  return [...text.matchAll(/^```(tsx?)\n(.*?)^```$/gms)].map((found) => ({
    where: `${file}:${text.slice(0, found.index).split('\n').length + 1}`,
    language: found[1] as Snippet['language'],
    code: found[2]!,
  }))
}

function read(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8')
  } catch {
    // Not every package has a page of its own.
    return ''
  }
}
