import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { freePort } from '../world/product.ts'
import type { Example } from './install.ts'

/** What `verge dev` printed, and where the app's API is. */
interface Values {
  server: string
  product: string
  api: URL
}

interface Way {
  /** Where it is served unless somebody says otherwise, as its `.env.example` has it; the page first, then the API. */
  usual: { page: string; api: string }
  /** Its `.env` files. */
  environments: string[]
  /** What is filled in elsewhere, where its README says so: each text by what stands in its place. */
  filledIn?: { file: string; text: string; by: (values: Values) => string }[]
  /** What is done once, before it starts. */
  prepare?: { in: string; command: string[] }
  /** Where TypeScript looks, in the version that the example has; what is generated is there once it runs. */
  typed: string[]
  /** What runs, on the page's port. */
  processes: { in: string; command: (port: string) => string[] }[]
}

const node = process.execPath
const local = (port: number) => `http://localhost:${port}`

/** How each README says that it is started. */
const ways: Record<Example, Way> = {
  express: {
    usual: { page: local(3000), api: local(3000) },
    environments: ['.env'],
    typed: ['.'],
    processes: [{ in: '.', command: () => [node, '--env-file=.env', 'src/server.ts'] }],
  },
  'next-app-router': {
    usual: { page: local(3000), api: local(3000) },
    environments: ['.env'],
    prepare: { in: '.', command: [node, '--env-file=.env', 'lib/migrate.ts'] },
    typed: ['.'],
    processes: [{ in: '.', command: (port) => ['next', 'dev', '--port', port] }],
  },
  'react-router': {
    usual: { page: local(5173), api: local(5173) },
    environments: ['.env'],
    prepare: { in: '.', command: [node, '--env-file=.env', 'app/migrate.ts'] },
    typed: ['.'],
    processes: [{ in: '.', command: (port) => ['react-router', 'dev', '--port', port] }],
  },
  'better-t-stack': {
    usual: { page: local(3001), api: local(3000) },
    environments: ['apps/server/.env', 'apps/web/.env'],
    filledIn: [
      { file: 'packages/auth/src/index.ts', text: 'your-product-id', by: ({ product }) => product },
      {
        file: 'packages/auth/src/lib/payments.ts',
        text: 'server: "sandbox"',
        by: ({ server }) => `serverURL: "${server}"`,
      },
      // A port that is free on this machine.
      { file: 'apps/server/src/index.ts', text: 'port: 3000', by: ({ api }) => `port: ${api.port}` },
    ],
    prepare: { in: 'packages/db', command: [node, '../../node_modules/drizzle-kit/bin.cjs', 'push'] },
    typed: ['packages/auth', 'packages/db', 'packages/ui', 'apps/server', 'apps/web'],
    processes: [
      { in: 'apps/server', command: () => ['tsx', 'src/index.ts'] },
      { in: 'apps/web', command: (port) => ['vite', 'dev', '--port', port, '--strictPort'] },
    ],
  },
}

export interface Running {
  /** Where the app's page is. */
  url: string
  /** The local Polar: its API, and the clock. */
  polar: { url: string; accessToken: string }
  /** What TypeScript objects to. */
  typeErrors(): Promise<string>
  stop(): Promise<void>
}

/** `verge dev`, then the example with what it printed in its `.env`. */
export async function startExample(folder: string, name: Example): Promise<Running> {
  const way = ways[name]
  const page = local(await freePort())
  const api = way.usual.page === way.usual.api ? page : local(await freePort())
  const children: Child[] = []
  const at = (path: string) => join(folder, name, path)
  const commands = [at('node_modules/.bin'), join(folder, 'node_modules/.bin'), process.env.PATH].join(':')
  const env = { ...process.env, PATH: commands, CI: 'true' }
  const run = (command: string[], cwd: string) => {
    const child = childOf(command, cwd, env)
    children.push(child)
    return child
  }
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()))
  }
  try {
    const data = mkdtempSync(join(folder, 'polar-'))
    chmodSync(data, 0o755)
    const webhook = `${api}/api/auth/polar/webhooks`
    const dev = run(['verge', 'dev', '--port', '0', '--webhook', webhook, '--data', data], folder)
    const said = await dev.says(/productId: '(.+)', slug: 'pro' }/)
    const values: Record<string, string | undefined> = {
      ...parseEnv(said),
      POLAR_PRODUCT: /productId: '(.+)', slug: 'pro' }/.exec(said)![1],
    }
    for (const file of way.environments) {
      const filled = readFileSync(at(`${file}.example`), 'utf8')
        .replaceAll(way.usual.page, page)
        .replaceAll(way.usual.api, api)
        .replaceAll(/^(POLAR_\w+)=(.*)$/gm, (_line, key: string, usual: string) =>
          [key, values[key] ?? usual].join('='),
        )
      writeFileSync(at(file), filled)
    }
    for (const { file, text, by } of way.filledIn ?? []) {
      const source = pristine(at(file))
      if (!source.includes(text)) throw new Error(`${file} has no ${text} to be filled in.`)
      const filled = { server: values.POLAR_SERVER!, product: values.POLAR_PRODUCT!, api: new URL(api) }
      writeFileSync(at(file), source.replace(text, by(filled)))
    }
    if (way.prepare) {
      const [program, ...words] = way.prepare.command
      const { status, stdout, stderr } = spawnSync(program!, words, {
        cwd: at(way.prepare.in),
        env,
        encoding: 'utf8',
      })
      if (status !== 0) throw new Error(`${name} could not be prepared: ${stdout}${stderr}`)
    }
    for (const one of way.processes) run(one.command(new URL(page).port), at(one.in))
    await Promise.all(
      [page, `${api}/api/auth/ok`].map((address) =>
        isUp(address, () => children.map((child) => child.said())),
      ),
    )
    return {
      url: page,
      polar: { url: values.POLAR_SERVER!, accessToken: values.POLAR_ACCESS_TOKEN! },
      async typeErrors() {
        const checks = way.typed.map(async (path) => {
          const check = run(['tsc', '--noEmit'], at(path))
          await check.ended
          return check.said()
        })
        return (await Promise.all(checks)).join('')
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** As it was before an earlier run, where the examples stay installed. */
function pristine(file: string): string {
  const kept = `${file}.orig`
  if (!existsSync(kept)) copyFileSync(file, kept)
  return readFileSync(kept, 'utf8')
}

/** So many tenths of a second: it compiles beside all else that is tested. */
const patience = 1_800

interface Child {
  said(): string
  ended: Promise<unknown>
  /** All that it said by the time that it said this. */
  says(pattern: RegExp): Promise<string>
  stop(): Promise<void>
}

function childOf([program, ...words]: string[], cwd: string, env: NodeJS.ProcessEnv): Child {
  // In a group of its own: what it starts ends with it.
  const child = spawn(program!, words, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  const ended = once(child, 'close')
  return {
    said: () => said,
    ended,
    async says(pattern) {
      for (let tries = 0; tries < patience && !pattern.test(said); tries++) await pause(child)
      if (!pattern.test(said)) throw new Error(`${program} did not start: ${said}`)
      return said
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      process.kill(-child.pid!, 'SIGTERM')
      await ended
    },
  }
}

async function isUp(address: string, said: () => string[]): Promise<void> {
  for (let tries = 0; tries < patience; tries++) {
    const answer = await fetch(address).catch(() => null)
    if (answer?.ok) return
    await pause()
  }
  throw new Error(`${address} was never there: ${said().join('\n')}`)
}

async function pause(child?: ChildProcess): Promise<void> {
  if (child && child.exitCode !== null) return
  await new Promise((done) => setTimeout(done, 100))
}
