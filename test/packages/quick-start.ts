import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseEnv } from 'node:util'
import { snippets, type Snippet } from '../docs/snippets.ts'
import { freePort } from '../world/product.ts'

export const document = 'docs/guide/quick-start.md'
const shown = () => snippets().filter(({ name }) => name.startsWith(`${document}, `))
const fromNothing = ({ name }: Snippet) => name.includes('From an empty folder')

/** A browser of somebody who signs up, asks for the portal, and asks again once they subscribe. */
const visitor = (snippet: string) => `
const jar = new Map()
const { fetch } = globalThis
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  request.headers.set('origin', process.env.BETTER_AUTH_URL)
  request.headers.set('cookie', [...jar].map((pair) => pair.join('=')).join('; '))
  const response = await fetch(request)
  for (const cookie of response.headers.getSetCookie()) jar.set(...cookie.split(';')[0].split(/=(.*)/s, 2))
  return response
}
const { authClient } = await import('./auth-client.ts')
const { data } = await authClient.signUp.email({ email: 'ada@example.com', password: 'verge-demo', name: 'Ada' })
async function click() {
  ${snippet}
  return { url, code: error?.code ?? null }
}
const before = await click()
const polar = (path, body) =>
  fetch(process.env.POLAR_SERVER + path, {
    method: 'POST',
    headers: { authorization: \`Bearer \${process.env.POLAR_ACCESS_TOKEN}\`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then(async (answer) => {
    if (!answer.ok) throw new Error(path + await answer.text())
    return answer.json()
  })
const prices = [{ amount_type: 'fixed', price_amount: 0, price_currency: 'usd' }]
const { id } = await polar('/v1/products/', { name: 'Gratis', recurring_interval: 'month', prices })
await polar('/v1/subscriptions/', { product_id: id, external_customer_id: data.user.id })
const after = await click()
console.log(JSON.stringify({ before, after, portal: (await fetch(after.url)).status }))
`

/** Does in an empty folder what the quick start says, word for word but for the port, which may be taken here. */
export async function doQuickStart(registry: string) {
  const folder = mkdtempSync(join(tmpdir(), 'verge-quick-start-'))
  // PostgreSQL, which `verge dev` starts, runs under an account of its own.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const here = (code: string) => code.replaceAll(/\b3000\b/g, String(port))
  writeFileSync(join(folder, '.npmrc'), `@verge:registry=${registry}\nprefer-offline=true\naudit=false\n`)
  const running: ChildProcess[] = []
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: 'true' }

  /** Not in one go: the registry answers from this process. */
  async function ran(command: string): Promise<string> {
    const child = spawn('sh', ['-ec', command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const [said, problem, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ])
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${said}${problem}`)
    return said
  }
  async function started(command: string, says: RegExp): Promise<string> {
    const child = spawn('sh', ['-ec', `exec ${command}`], {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.push(child)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
    for (let tries = 0; tries < 900 && child.exitCode === null && !says.test(said); tries++)
      await new Promise((done) => setTimeout(done, 100))
    if (!says.test(said)) throw new Error(`${command} did not start: ${said}`)
    return said
  }
  const isUp = async (address: string) => {
    for (let tries = 0; tries < 300; tries++) {
      if (await fetch(address).catch(() => null)) return
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error(`Nobody answers at ${address}`)
  }
  const change = (file: string, to: (before: string) => string) =>
    writeFileSync(join(folder, file), to(readFileSync(join(folder, file), 'utf8')))

  async function stop(): Promise<void> {
    for (const child of running.toReversed()) {
      if (child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid!, 'SIGTERM')
        await once(child, 'close')
      }
    }
  }

  try {
    const made = shown().filter(fromNothing)
    for (const { language, code } of made)
      if (language === 'sh') await ran(here(code))
      else writeFileSync(join(folder, /^\/\/ (\S+)/.exec(code)![1]!), here(code))
    const commands = shown().filter((snippet) => !fromNothing(snippet))
    const [install, dev, doctor] = commands.filter(({ language }) => language === 'sh')
    const [click] = commands.filter(({ language }) => language === 'ts')
    const installed = await ran(install!.code)
    const said = await started(here(dev!.code), /Cards:/)
    const values = parseEnv(
      said
        .split('\n')
        .filter((line) => /^[A-Z_]+=/.test(line))
        .join('\n'),
    )
    // Filled in, as it says.
    change('.env', (before) =>
      before.replaceAll(/^(POLAR_\w+)=.*$/gm, (_line, name: string) => `${name}=${values[name]}`),
    )
    const products = said.split('\n').filter((line) => line.includes('productId:'))
    change('server.ts', (before) => before.replace('products: []', `products: [${products.join('')}]`))
    const [, start = ''] = /It starts with `(.*)`/.exec(readFileSync(document, 'utf8'))!
    running.push(
      spawn('sh', ['-ec', `exec ${start}`], { cwd: folder, env, detached: true, stdio: 'inherit' }),
    )
    await isUp(`http://localhost:${port}/api/auth/ok`)
    const fits = await ran(doctor!.code)
    writeFileSync(join(folder, 'visitor.ts'), visitor(click!.code))
    const seen = JSON.parse(
      (await ran(`node --env-file=.env visitor.ts`)).trim().split('\n').at(-1)!,
    ) as object
    return { folder, installed, fits, seen, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
