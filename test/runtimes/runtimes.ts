import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type BuildOptions } from 'esbuild'

interface Places {
  /** Where the runtimes are installed. */
  installed: string
  /** Where what they run is built. */
  built: string
}
type Command = [program: string, ...words: string[]]

/** How each runtime serves the scenario. A port of 0 is any that is free; each says which one it took. */
export const runtimes: Record<string, (places: Places) => Promise<Command>> = {
  async Node({ built }) {
    return [process.execPath, join(import.meta.dirname, 'serve-on-node.ts'), await withPackages(built)]
  },
  async Bun({ installed, built }) {
    const bun = binary(installed, '@oven/*/bin/bun')
    return [bun, 'run', '--port=0', await withPackages(built)]
  },
  async Deno({ installed, built }) {
    const deno = binary(installed, '@deno/*/deno')
    const may = ['--allow-net', '--allow-env']
    return [deno, 'serve', ...may, '--host=127.0.0.1', '--port=0', await withPackages(built)]
  },
  'a worker with nodejs_compat': (places) =>
    workerd(places, { conditions: ['workerd', 'worker', 'browser'], flags: '"nodejs_compat"' }),
  // Better Auth asks for Node's AsyncLocalStorage and scrypt on a worker, and has others of its own where they are not.
  'a worker with nothing of Node': (places) =>
    workerd(places, { conditions: ['worker', 'browser'], flags: '' }),
}

/** Our packages compiled, all others found and chosen by the runtime itself, as where they are installed. */
async function withPackages(built: string): Promise<string> {
  const outfile = join(built, 'app.js')
  const others = ['better-auth', '@better-auth/*', '@polar-sh/sdk', 'jose', 'nanostores', 'zod']
  await bundle({ outfile, external: others, platform: 'neutral' })
  return outfile
}

interface WorkerOptions {
  /** By which packages choose what is made for a worker. */
  conditions: string[]
  flags: string
}

async function workerd({ installed, built }: Places, { conditions, flags }: WorkerOptions): Promise<Command> {
  // Node's modules are nobody's to bundle; some are only asked for where they are.
  await bundle({ outfile: join(built, 'worker.js'), external: ['node:*'], conditions, platform: 'browser' })
  const config = join(built, 'worker.capnp')
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "app", worker = (
      modules = [(name = "app", esModule = embed "worker.js")],
      compatibilityDate = "2026-07-30",
      compatibilityFlags = [${flags}],
      globalOutbound = "network",
    )),
    (name = "network", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "app")],
);
`,
  )
  return [binary(installed, '@cloudflare/*/bin/workerd'), 'serve', '--control-fd=1', config]
}

async function bundle(options: BuildOptions): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'scenario.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    // What is re-exported from a package without side effects, and imported lazily as well, would be left undefined.
    ignoreAnnotations: true,
    logLevel: 'error',
    ...options,
  })
}

function binary(installed: string, pattern: string): string {
  const [found] = globSync(`node_modules/${pattern}`, { cwd: installed })
  if (!found) throw new Error(`Nothing in ${installed} is ${pattern}.`)
  return join(installed, found)
}

export interface Running {
  url: string
  said(): string
  stop(): Promise<void>
}

export async function start([program, ...words]: Command): Promise<Running> {
  const child = spawn(program, words, {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const port = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        said += String(text)
        const [, found] = /(?:"port":|http:\/\/[\w.]+:)(\d+)/.exec(said) ?? []
        if (found) resolve(found)
      })
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`It ended: ${said}`)))
  })
  const url = `http://127.0.0.1:${await port}`
  return { url, said: () => said, stop: () => end(child) }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
