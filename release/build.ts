import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { manifestOf, type Manifest } from './manifest.ts'

const root = resolve(import.meta.dirname, '..')
const emitted = join(root, 'dist/emitted')
const staged = join(root, 'dist/packages')

/** Emits what is published and lays each package out as the registry gets it: `npm publish dist/packages/<name>`. */
export function buildPackages(): string[] {
  for (const folder of [emitted, staged]) rmSync(folder, { recursive: true, force: true })
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error('The packages do not compile.')
  return published().map(({ name, manifest }) => stage(name, manifest))
}

/** Where they were laid out. */
export function builtPackages(): string[] {
  return published().map(({ name }) => join(staged, name))
}

/** Those that say how they are published. */
function published(): { name: string; manifest: Manifest }[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => ({ name, manifest: read(join(root, 'packages', name, 'package.json')) }))
    .filter(({ manifest }) => manifest.publishConfig !== undefined)
}

function stage(name: string, manifest: Manifest): string {
  const from = join(root, 'packages', name)
  const to = join(staged, name)
  mkdirSync(to, { recursive: true })
  cpSync(join(emitted, name, 'src'), join(to, 'dist'), { recursive: true })
  for (const file of readdirSync(join(from, 'src'), { recursive: true, encoding: 'utf8' })) {
    // Migrations, styles and templates are read beside the code that reads them.
    if (!/\.(sql|css|js|typ|json|ttf|otf|woff2?|txt|svg)$/.test(file)) continue
    mkdirSync(dirname(join(to, 'dist', file)), { recursive: true })
    copyFileSync(join(from, 'src', file), join(to, 'dist', file))
  }
  if (existsSync(join(from, 'README.md'))) copyFileSync(join(from, 'README.md'), join(to, 'README.md'))
  copyFileSync(join(root, 'LICENSE'), join(to, 'LICENSE'))
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifestOf(manifest), null, 2)}\n`)
  return to
}

function read(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest
}

if (import.meta.main) for (const folder of buildPackages()) console.log(folder)
