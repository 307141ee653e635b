import { describe, expect, it } from 'vitest'
import { boundedBody, BrokenOff } from './bounded-body.ts'

const sent = (headers: Record<string, string> = {}) =>
  new Request('http://localhost', { method: 'POST', headers, body: 'four' })
const said = { 'content-length': '4' }

describe.each([
  ['that says how long it is', said],
  ['that does not say how long it is', undefined],
])('a body %s', (_, headers) => {
  it('is taken whole up to the limit', async () => {
    expect(Buffer.from((await boundedBody(sent(headers), 4))!).toString()).toBe('four')
  })

  it('is refused beyond it', async () => {
    expect(await boundedBody(sent(headers), 3)).toBeNull()
  })
})

it('a body that is longer than it says is refused by what came', async () => {
  expect(await boundedBody(sent({ 'content-length': '1' }), 3)).toBeNull()
})

it.each([said, {}])('a body that breaks off is told from a fault of ours', async (headers) => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array([1]))
      controller.error(new Error('aborted'))
    },
  })
  const sending = { method: 'POST', headers, body, duplex: 'half' }
  const request = new Request('http://localhost', sending)
  await expect(boundedBody(request, 10)).rejects.toBeInstanceOf(BrokenOff)
})
