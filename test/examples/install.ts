import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packagesToTry, packInto } from '../packages/pack.ts'

const root = resolve(import.meta.dirname, '../..')
export const examples = ['express', 'next-app-router', 'react-router', 'better-t-stack'] as const
export type Example = (typeof examples)[number]

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** The one that is a project of several packages itself. */
const withWorkspaces: Example = 'better-t-stack'

/**
 * Copies of the examples with our packages from their tarballs. Those of one package are installed together, as workspaces of
 * one project, beside the command `verge`: what several need is fetched and unpacked once.
 */
export async function installExamples(folder: string): Promise<void> {
  const tarballs = packInto(folder, packagesToTry())
  const ours = Object.fromEntries(
    Object.entries(tarballs).map(([name, file]) => [`@verge/${name}`, `file:${file}`]),
  )
  for (const name of examples) {
    cpSync(join(root, 'examples', name), join(folder, name), { recursive: true, filter: isSource })
    for (const file of globSync('**/package.json', { cwd: join(folder, name) }))
      takeOurs(join(folder, name, file), ours)
  }
  const workspaces = examples.filter((name) => name !== withWorkspaces)
  const project = { private: true, type: 'module', workspaces, dependencies: ours }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project))
  // As its README says: what the generator pins, npm does not resolve otherwise.
  await Promise.all([install(folder), install(join(folder, withWorkspaces), '--legacy-peer-deps')])
}

export function newExamplesFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'verge-examples-'))
  // PostgreSQL, which `verge dev` starts, runs under an account of its own.
  chmodSync(folder, 0o755)
  return folder
}

function takeOurs(file: string, ours: Record<string, string>): void {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  // It stands beside all of them, once.
  delete manifest.devDependencies?.['@verge/cli']
  for (const name of Object.keys(manifest.dependencies ?? {}))
    if (ours[name]) manifest.dependencies![name] = ours[name]
  writeFileSync(file, JSON.stringify(manifest))
}

async function install(folder: string, ...more: string[]): Promise<void> {
  const options = [
    ...more,
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--loglevel=error',
  ]
  const [code] = (await once(
    spawn('npm', ['install', ...options], { cwd: folder, stdio: 'inherit' }),
    'close',
  )) as [number | null]
  if (code !== 0) throw new Error(`${folder} cannot be installed.`)
}

/** What a developer left in an example by trying it stays there. */
function isSource(path: string): boolean {
  return !/\/(node_modules|dist|\.next|\.react-router|\.verge|\.env|\w+\.db(-\w+)?)$/.test(path)
}

if (import.meta.main) await installExamples(process.argv[2]!)
