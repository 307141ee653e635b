import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { vi } from 'vitest'
import { snippets, type Snippet } from '../snippets.ts'

const folder = resolve(import.meta.dirname, '../../../test-results/running')
const written = snippets()

/**
 * Runs a snippet as it is written, with what it takes for granted as globals; what stood in it under its names comes of it.
 *
 * @param looksAt what it declares and does not export itself
 */
export type Run = <Ran = object>(given?: Record<string, unknown>, looksAt?: string[]) => Promise<Ran>

export function snippetNamed(name: string): Snippet {
  const found = written.find((snippet) => snippet.name === name)
  if (!found) throw new Error(`No document has "${name}".`)
  return found
}

export function runnerOf(name: string): Run {
  const { code, language } = snippetNamed(name)
  return <Ran>(given?: Record<string, unknown>, looksAt: string[] = []) => {
    const shown = looksAt.length > 0 ? `export { ${looksAt.join(', ')} }\n` : ''
    return runAs<Ran>(`${name}.${language}`, code + shown, given)
  }
}

let runs = 0
export async function runAs<Ran>(
  name: string,
  code: string,
  given: Record<string, unknown> = {},
): Promise<Ran> {
  mkdirSync(folder, { recursive: true })
  for (const [global, value] of Object.entries(given)) vi.stubGlobal(global, value)
  // Each run is a module of its own, as each page that a reader copies it into.
  const run = `${process.pid}-${runs++}`
  const file = join(folder, `${run}-${name.replaceAll(/[^\w.]+/g, '-')}`)
  const pragma = name.endsWith('.tsx') ? '/** @jsxImportSource react */ ' : ''
  const client = `'../../test/docs/running/auth-client.ts?${run}'`
  writeFileSync(file, pragma + code.replaceAll(`'@/lib/auth-client'`, client))
  return (await import(/* @vite-ignore */ file)) as Ran
}
