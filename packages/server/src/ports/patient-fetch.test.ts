import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { AnswerTooLong, patientFetch } from './patient-fetch.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** Calls that were made, and a caller with little patience. */
async function answering(listener: RequestListener) {
  const calls: string[] = []
  server = createServer((request, response) => {
    calls.push(request.method!)
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fetchIt = patientFetch(fetch, {
    readMs: 200,
    visitMs: 500,
    changeMs: 300,
    pauseMs: 100,
    bytesMax: 10_000,
  })
  const ask = (method = 'GET') => fetchIt(new Request(url, method === 'GET' ? {} : { method, body: '{}' }))
  return { calls, ask }
}

describe('an answer', () => {
  it('that never comes is waited for no longer than it may take, and asked for once more', async () => {
    const { calls, ask } = await answering(() => {})
    const begun = performance.now()
    await expect(ask()).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(performance.now() - begun).toBeLessThan(1_500)
    expect(calls).toEqual(['GET', 'GET'])
  })

  it('of many that never come keeps nobody longer than one visit may last', async () => {
    const { ask } = await answering(() => {})
    const begun = performance.now()
    for (let asked = 0; asked < 5; asked++)
      await expect(ask()).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(performance.now() - begun).toBeLessThan(1_500)
  })

  it('that comes in drops ends in time too', async () => {
    const { ask } = await answering((_, response) => {
      response.writeHead(200)
      const dripping = setInterval(() => response.write('a'), 20)
      response.on('close', () => clearInterval(dripping))
    })
    const begun = performance.now()
    await expect(ask('POST')).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(performance.now() - begun).toBeLessThan(1_500)
  })

  it('that is larger than any may be is given up, also where it was sent small', async () => {
    const { ask } = await answering((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('a'.repeat(1_000_000)))
    })
    await expect(ask('POST')).rejects.toBeInstanceOf(AnswerTooLong)
  })

  it('that failed is asked for again where that only reads', async () => {
    let times = 0
    const { calls, ask } = await answering((_, response) => {
      response.writeHead(times++ === 0 ? 502 : 200).end('{}')
    })
    expect((await ask()).status).toBe(200)
    expect(calls).toHaveLength(2)
  })

  it('to a change is never asked for twice, whatever it is', async () => {
    const { calls, ask } = await answering((_, response) => void response.writeHead(503).end('{}'))
    expect((await ask('POST')).status).toBe(503)
    expect(calls).toEqual(['POST'])
  })

  it.each([
    ['0.05', 2],
    ['60', 1],
    [null, 1],
  ])('that says to come again in %s seconds is obeyed: asked %i times', async (retryAfter, times) => {
    const { calls, ask } = await answering((_, response) => {
      response.writeHead(429, retryAfter ? { 'retry-after': retryAfter } : {}).end('{}')
    })
    const answer = await ask()
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe(retryAfter)
    expect(calls).toHaveLength(times)
  })

  it('without a body stays without one', async () => {
    const { ask } = await answering((_, response) => void response.writeHead(204).end())
    expect((await ask('DELETE')).status).toBe(204)
  })
})
