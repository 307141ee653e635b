import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { systemClock } from './clock.ts'
import { openWebhookSender, type WebhookSenderOptions, type WebhookSending } from './webhook-sender.ts'

const secret = 'whsec_of_thirty-two_letters_or_more'
const body = JSON.stringify({ type: 'order.paid', data: { name: 'Zoë' } })
const open: (Server | WebhookSending)[] = []
afterEach(() => {
  for (const one of open.splice(0)) {
    if ('closeAllConnections' in one) one.closeAllConnections()
    one.close()
  }
})

interface Heard {
  path: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

async function receiver(answer: RequestListener = (_, response) => void response.end('thanks')) {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() })
      answer(request, response)
    })
  })
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { heard, port, url: `http://127.0.0.1:${port}/hook?a=b` }
}

function sender(options: Partial<WebhookSenderOptions> = {}) {
  const opened = openWebhookSender({ clock: systemClock, allowed: { loopback: true }, ...options })
  open.push(opened)
  return (url: string, secrets: [string, ...string[]] = [secret]) =>
    opened.send({ url, secrets, id: 'evt_1', body })
}
const statusAnswer =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers)
    response.end(`said ${status}`)
  }

describe('a webhook', () => {
  it('is signed so that Standard Webhooks verify it with the whole secret as their key', async () => {
    const { heard, url } = await receiver()
    const answer = await sender()(url)
    expect(answer).toMatchObject({ http_code: 200, response: 'thanks', isUnreachable: false })
    const [said] = heard
    expect(said!.path).toBe('/hook?a=b')
    expect(said!.body).toBe(body)
    expect(said!.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'polar.sh webhooks',
      'webhook-id': 'evt_1',
    })
    const verify = (by: string) =>
      new Webhook(Buffer.from(by).toString('base64')).verify(
        said!.body,
        said!.headers as Record<string, string>,
      )
    expect(verify(secret)).toEqual(JSON.parse(body))
    expect(() => verify(secret.slice(6))).toThrow(/signature/i)
  })

  it('with two secrets is taken by whoever knows one of them, and by nobody else', async () => {
    const { heard, url } = await receiver()
    const before = 'whsec_that_was_before_and_is_replaced'
    await sender()(url, [secret, before])
    const [said] = heard
    const verify = (by: string) =>
      new Webhook(Buffer.from(by).toString('base64')).verify(
        said!.body,
        said!.headers as Record<string, string>,
      )
    for (const by of [secret, before]) expect(verify(by)).toEqual(JSON.parse(body))
    expect(() => verify('whsec_of_nobody_who_ever_listened')).toThrow(/signature/i)
  })

  it.each([204, 400, 404, 410, 500, 503])('answered %i is told so', async (status) => {
    const { url } = await receiver(statusAnswer(status))
    expect(await sender()(url)).toMatchObject({ http_code: status, isUnreachable: false })
  })

  it.each([301, 302, 303, 307, 308])('answered %i follows nobody', async (status) => {
    const other = await receiver()
    const { url } = await receiver(statusAnswer(status, { location: other.url }))
    expect(await sender()(url)).toMatchObject({ http_code: status })
    expect(other.heard).toEqual([])
  })

  it('that nobody answers is given up in time', async () => {
    const { url, heard } = await receiver(() => {})
    const answer = await sender({ timeoutMs: 200 })(url)
    expect(answer).toMatchObject({ http_code: null, response: 'There was no answer within 0.2 seconds.' })
    expect(answer.took_ms).toBeLessThan(1_000)
    expect(heard).toHaveLength(1)
  })

  it('whose name nobody resolves is given up in time', async () => {
    const answer = await sender({ timeoutMs: 100, resolve: () => new Promise(() => {}) })(
      'https://slow.example.com/',
    )
    expect(answer).toMatchObject({ http_code: null, response: 'There was no answer within 0.1 seconds.' })
  })

  it('is answered by the status, whatever the rest of the answer does', async () => {
    const drips = await receiver((_, response) => {
      response.write('one ')
      setTimeout(() => response.write('two'), 50)
    })
    expect(await sender({ timeoutMs: 300 })(drips.url)).toMatchObject({ http_code: 200, response: 'one two' })
    const breaks = await receiver((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    expect(await sender()(breaks.url)).toMatchObject({ http_code: 200 })
  })

  it('keeps 2048 characters of an answer without end, and no letter that a database cannot', async () => {
    const { url } = await receiver((_, response) => {
      const more = () => {
        while (response.write('€\0'.repeat(10_000)));
        response.once('drain', more)
      }
      more()
    })
    const { response } = await sender()(url)
    expect(response).toBe('€'.repeat(2048))
  })

  it.each(['reset', 'nonsense'])('met by %s says that there was no answer', async (kind) => {
    const { url } = await receiver((request) => {
      if (kind === 'nonsense') request.socket.end('this is no HTTP\r\n\r\n')
      else request.socket.resetAndDestroy()
    })
    const answer = await sender()(url)
    expect(answer).toMatchObject({ http_code: null, isUnreachable: false })
    expect(answer.response).toMatch(/^There was no answer \(/)
  })

  it('on its way when the sender is closed is neither answered nor failed', async () => {
    const { url, heard } = await receiver(() => {})
    const closing = openWebhookSender({ clock: systemClock, allowed: { loopback: true } })
    const sending = closing.send({ url, secrets: [secret], id: 'evt_1', body })
    const ended = sending.catch((error: unknown) => error)
    while (heard.length === 0) await new Promise((done) => setTimeout(done, 5))
    closing.close()
    expect(await ended).toMatchObject({ name: 'UnknownOutcome' })
  })
})

describe('a webhook to a name', () => {
  it('goes to the address that was looked at, under that name', async () => {
    const { heard, port } = await receiver()
    const asked: string[] = []
    const resolve = async (host: string) => {
      asked.push(host)
      return [{ address: '127.0.0.1', family: 4 }]
    }
    // Allowed to be this machine by its address; the name itself is a public one.
    expect(await sender({ resolve })(`http://app.localhost:${port}/`)).toMatchObject({ http_code: 200 })
    expect(asked).toEqual(['app.localhost'])
    expect(heard[0]!.headers.host).toBe(`app.localhost:${port}`)
  })

  it('that leads elsewhere the second time it is asked for is asked for once', async () => {
    const { heard, port } = await receiver()
    const rebinding = ['127.0.0.1', '127.0.0.9', '10.0.0.1']
    let asked = 0
    const resolve = async () => [{ address: rebinding[asked++]!, family: 4 }]
    expect(await sender({ resolve })(`http://rebind.localhost:${port}/`)).toMatchObject({ http_code: 200 })
    expect(asked).toBe(1)
    expect(heard).toHaveLength(1)
  })

  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['::1'],
    ['fd00::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['93.184.216.34', '127.0.0.1'],
  ])('that leads to %s is not sent', async (...addresses) => {
    const { heard, port } = await receiver()
    const resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    const answer = await sender({ allowed: { loopback: false }, resolve })(
      `https://hooks.example.com:${port}/`,
    )
    expect(answer).toMatchObject({ http_code: null, isUnreachable: false })
    expect(answer.response).toContain('not public')
    expect(heard).toEqual([])
  })

  it('that there is not says so, and may be tried again', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    }
    expect(await sender({ resolve })('https://nowhere.example.com/')).toMatchObject({
      http_code: null,
      response: 'The host nowhere.example.com was not found (ENOTFOUND).',
      isUnreachable: false,
    })
  })

  it('that can never be one is not tried at all', async () => {
    for (const url of ['https://localhost/', 'http://example.com/', 'https://-.example.com/', 'nonsense']) {
      const answer = await sender({ allowed: { loopback: false } })(url)
      expect(answer).toMatchObject({ http_code: null, isUnreachable: true, took_ms: 0 })
    }
  })
})
