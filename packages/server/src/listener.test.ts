import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDoor } from './door.ts'
import { createListener } from './listener.ts'
import { boundedBody } from './ports/bounded-body.ts'
import { openLog } from './ports/log.ts'

const patience = { headersTimeout: 100, requestTimeout: 250, connectionsCheckingInterval: 20 }

let server: ReturnType<typeof createListener>
let lines: string[]

beforeEach(async () => {
  lines = []
  const log = openLog({ write: (line) => void lines.push(line) })
  const door = createDoor({ log, newReference: () => 'reference', problem: async () => null })
  door.open()
  server = createListener((request) => door.pass(request, answer), patience)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => new Promise((done) => server.close(done)))

async function answer(request: Request): Promise<Response> {
  if (request.method === 'POST') return new Response(`read ${(await boundedBody(request, 1_000))?.length}`)
  let times = 0
  return new Response(
    new ReadableStream({
      async pull(controller) {
        await new Promise((done) => setTimeout(done, 100))
        controller.enqueue(new TextEncoder().encode(String(times++)))
        if (times === 5) controller.close()
      },
    }),
  )
}

/** Sends one piece after another, and tells all that came back, and after how long it was over. */
async function say(pieces: string[], everyMs: number) {
  const began = performance.now()
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let heard = ''
  socket.on('data', (bytes) => (heard += String(bytes)))
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  for (const piece of pieces) {
    if (socket.destroyed) break
    socket.write(piece)
    await Promise.race([closed, new Promise((done) => setTimeout(done, everyMs))])
  }
  await closed
  return { heard, ms: performance.now() - began }
}

const head = (...headers: string[]) => ['POST / HTTP/1.1', 'host: localhost', ...headers, '', ''].join('\r\n')

describe('a request that comes too slowly', () => {
  it('is given up, however little of its body keeps coming', async () => {
    const body = Array<string>(100).fill('x')
    const { heard, ms } = await say([head('content-length: 100'), ...body], 30)
    expect(heard).toMatch(/^HTTP\/1\.1 408 /)
    expect(ms).toBeLessThan(1_000)
  })

  it('is given up where its headers do not end', async () => {
    const more = Array<string>(100).fill('x-more: 1\r\n')
    const { heard, ms } = await say(['POST / HTTP/1.1\r\nhost: localhost\r\n', ...more], 30)
    expect(heard).toMatch(/^HTTP\/1\.1 408 /)
    expect(ms).toBeLessThan(1_000)
  })

  it('is no fault of ours, and fills no log', async () => {
    await say([head('content-length: 100'), 'x'], 30)
    expect(lines).toEqual([])
  })

  it('is answered where it comes in time', async () => {
    const { heard } = await say([head('content-length: 2', 'connection: close'), 'x', 'y'], 30)
    expect(heard).toMatch(/^HTTP\/1\.1 200 [^]*read 2/)
  })
})

it('an answer that takes longer than a request may is sent to its end', async () => {
  const { port } = server.address() as AddressInfo
  const answered = await fetch(`http://127.0.0.1:${port}/`)
  expect(await answered.text()).toBe('01234')
})
