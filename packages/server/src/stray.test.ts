import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'

const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href)
const lines = `
  const { createAdaptorServer } = await import('@hono/node-server')
  const { createDoor } = await import(${module('./door.ts')})
  const { openLog } = await import(${module('./ports/log.ts')})
  const { takeStrays } = await import(${module('./stray.ts')})
  const log = openLog()
  const newReference = () => crypto.randomUUID()
  const door = createDoor({ log, newReference, problem: async () => null })
  takeStrays({ log, newReference, door: () => door, end: async () => console.log('ended in order') })
  const handlers = {
    '/forgotten': async () => {
      void (async () => { await null; throw new Error('forgotten') })()
      return new Promise(() => {})
    },
    '/timer': () => {
      setTimeout(() => { throw new Error('in a timer') }, 1)
      return new Promise(() => {})
    },
    '/late': async () => {
      setTimeout(() => Promise.reject(new Error('after the answer')), 1)
      return new Response('fine')
    },
    '/thrown': async () => { throw new Error('thrown') },
    '/': async () => new Response('fine'),
  }
  const server = createAdaptorServer({ fetch: (request) => door.pass(request, handlers[new URL(request.url).pathname]) })
  door.open()
  server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port))
  process.on('SIGUSR2', () => void Promise.reject(new Error('of no request')))
`

async function serving() {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', lines], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  while (!said.includes('port ')) await once(child.stdout, 'data')
  const url = `http://127.0.0.1:${/port (\d+)/.exec(said)![1]}`
  return { child, url, said: () => said }
}

it('answers 500 with a reference for an error that nobody waited for, and lives on', async () => {
  const { url, said } = await serving()
  for (const path of ['/forgotten', '/timer', '/thrown']) {
    const answer = await fetch(url + path)
    const { detail } = (await answer.json()) as { detail: string }
    expect(answer.status).toBe(500)
    // What it writes comes by a pipe of its own, now and then later than its answer.
    await expect.poll(said).toContain(/Reference: (\S+)/.exec(detail)![1])
  }
  expect((await fetch(`${url}/late`)).status).toBe(200)
  await expect.poll(said).toContain('after the answer')
  expect(await (await fetch(url)).text()).toBe('fine')
})

it('ends in order, with a code that says so, after an error outside of every request', async () => {
  const { child, said } = await serving()
  child.kill('SIGUSR2')
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(70)
  expect(said()).toContain('of no request')
  expect(said()).toContain('ended in order')
})
