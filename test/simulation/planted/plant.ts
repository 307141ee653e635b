import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bugs, type Patch } from './bugs.ts'

const root = join(import.meta.dirname, '../../..')
const ours = /\/(packages|test)\/.*\.ts$/

/**
 * From here on a module that is imported with `?planted=<bug>` is one of a second product: of its own modules and of
 * what they import of ours, with the bug in it. The files on the disk stay as they are, and so do the modules without.
 */
export function prepareToPlant(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const bug = context.parentURL && bugIn(context.parentURL)
      const { pathname, protocol } = new URL(resolved.url)
      if (!bug || protocol !== 'file:' || pathname.includes('/node_modules/') || !ours.test(pathname))
        return resolved
      return { ...resolved, url: `${resolved.url}?planted=${encodeURIComponent(bug)}` }
    },
    load(url, context, next) {
      const bug = bugIn(url)
      if (!bug) return next(url, context)
      const path = fileURLToPath(url.slice(0, url.indexOf('?')))
      const text = patched(readFileSync(path, 'utf8'), relative(root, path), bug)
      return { format: 'module', source: stripTypeScriptTypes(text), shortCircuit: true }
    },
  })
}

function bugIn(url: string): string | null {
  return new URL(url).searchParams.get('planted')
}

/** @throws where the text that the bug replaces is not there, or not only there */
function patched(text: string, file: string, name: string): string {
  return patchesOf(name)
    .filter((patch) => patch.file === file)
    .reduce((before, { from, to }) => {
      if (before.split(from).length !== 2)
        throw new Error(
          `“${name}” cannot be planted: ${file} has the text ${before.split(from).length - 1} times: ${from}`,
        )
      return before.replace(from, () => to)
    }, text)
}

/** The schema with the bug in it, one migration at a time; `isComplete` once all of it was found. */
export function plantedSchema(name: string): { change(sql: string): string; isComplete(): boolean } {
  const wanted = patchesOf(name).filter(isOfSchema)
  const found = new Set<Patch>()
  return {
    change: (sql) =>
      wanted.reduce((before, patch) => {
        if (!before.includes(patch.from)) return before
        found.add(patch)
        return before.replace(patch.from, () => patch.to)
      }, sql),
    isComplete: () => found.size === wanted.length,
  }
}

export function patchesOf(name: string): readonly Patch[] {
  const patches = bugs[name]
  if (!patches) throw new Error(`There is no bug called “${name}”`)
  return patches
}

export const isOfSchema = ({ file }: Patch) => file.endsWith('.sql')
