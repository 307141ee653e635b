import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Wire } from './wire.ts'

export interface Heard {
  headers: IncomingMessage['headers']
  /** The bytes as they came. */
  text: string
  type: string
  timestamp: string
  data: Wire
}

export interface Receiver {
  url: string
  endpoint: Wire
  heard: Heard[]
  /** How it answers from now on; 200 until then. */
  answer(status: number): void
}

/** A place on this machine where webhooks arrive. */
export interface Receivers {
  open(): Promise<Omit<Receiver, 'endpoint'>>
  close(): Promise<void>
}

export function openReceivers(): Receivers {
  const all = new Map<string, { heard: Heard[]; status: number }>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const receiver = all.get(request.url ?? '')
    receiver?.heard.push({
      headers: request.headers,
      text,
      ...(JSON.parse(text) as Pick<Heard, 'type' | 'timestamp' | 'data'>),
    })
    response.writeHead(receiver?.status ?? 404).end('heard')
  })
  return {
    async open() {
      if (!server.listening) {
        server.listen(0, '127.0.0.1')
        await once(server, 'listening')
      }
      const path = `/${crypto.randomUUID()}`
      const receiver = { heard: [] as Heard[], status: 200 }
      all.set(path, receiver)
      return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
        heard: receiver.heard,
        answer: (status) => void (receiver.status = status),
      }
    },
    async close() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
