import { lookup } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import type { Clock } from './clock.ts'
import { UnknownOutcome } from './unknown-outcome.ts'
import { hostOf, isLoopback, isPublicAddress, problemOfAddress, type Allowed } from './public-address.ts'
import { signaturesOf } from './webhook-signature.ts'

export interface WebhookMessage {
  url: string
  /** Each signs it; the one that holds comes first. */
  secrets: readonly [string, ...string[]]
  /** The same at each try, so that a receiver knows what it has heard already. */
  id: string
  body: string
}

export interface WebhookAnswer {
  /** Null: nothing answered. */
  http_code: number | null
  /** The beginning of what was answered, or why nothing was. */
  response: string | null
  /** The address can never be reached, whoever tries and when. */
  isUnreachable: boolean
  took_ms: number
}

export interface WebhookSender {
  /** @throws UnknownOutcome when it is closed meanwhile. */
  send(message: WebhookMessage): Promise<WebhookAnswer>
  /** Why nothing would ever be sent to this address; null: it may be tried. */
  problemOf(url: string): string | null
}

export interface WebhookSending extends WebhookSender {
  /** Cuts off what is on its way. */
  close(): void
}

interface Address {
  address: string
  family: number
}

export interface WebhookSenderOptions {
  /** The receivers' time, by which they tell what is new from what was replayed: never a sandbox's. */
  clock: Clock
  allowed: Allowed
  resolve?: (host: string) => Promise<Address[]>
  timeoutMs?: number
}

const charactersMax = 2048
const bytesMax = charactersMax * 4

/** Sends to public addresses alone, whatever a name leads to at that moment; follows nobody elsewhere. */
export function openWebhookSender({
  clock,
  allowed,
  resolve = (host) => lookup(host, { all: true }),
  timeoutMs = 10_000,
}: WebhookSenderOptions): WebhookSending {
  const closing = new AbortController()
  const mayReach = ({ address }: Address) =>
    isPublicAddress(address) || (allowed.loopback && isLoopback(address))

  async function addressesOf(host: string): Promise<Address[] | string> {
    const family = isIP(host)
    const found = family ? [{ address: host, family }] : await resolve(host).catch(codeOf)
    if (typeof found === 'string') return `The host ${host} was not found (${found}).`
    if (found.length === 0) return `The host ${host} has no address.`
    return found.every(mayReach) ? found : `The host ${host} leads to an address that is not public.`
  }

  async function answered(message: WebhookMessage, signal: AbortSignal) {
    const url = new URL(message.url)
    const addresses = await unlessAborted(addressesOf(hostOf(url)), signal)
    if (typeof addresses === 'string') return { http_code: null, response: addresses }
    const response = await post(url, message, addresses, signal)
    return { http_code: response.statusCode ?? null, response: await beginningOf(response) }
  }

  /** To the addresses that were looked at, and to none that the name may lead to a moment later. */
  function post(
    url: URL,
    { id, body, secrets }: WebhookMessage,
    addresses: readonly Address[],
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const timestamp = String(Math.floor(clock.now().getTime() / 1000))
    const options: RequestOptions = {
      method: 'POST',
      agent: false,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'polar.sh webhooks',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signaturesOf(secrets, { id, timestamp, body }),
      },
      lookup: (_host, { all }, tell) =>
        all ? tell(null, [...addresses]) : tell(null, addresses[0]!.address, addresses[0]!.family),
    }
    return new Promise((done, failed) => {
      const sent = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, done)
      sent.on('error', failed)
      sent.end(body)
    })
  }

  return {
    problemOf: (url) => problemOfAddress(url, allowed),

    async send(message) {
      const begun = performance.now()
      const problem = problemOfAddress(message.url, allowed)
      if (problem) return { http_code: null, response: problem, isUnreachable: true, took_ms: 0 }
      const late = AbortSignal.timeout(timeoutMs)
      const answer = await answered(message, AbortSignal.any([late, closing.signal])).catch(
        (error: unknown) => ({
          http_code: null,
          response: late.aborted
            ? `There was no answer within ${timeoutMs / 1000} seconds.`
            : `There was no answer (${codeOf(error)}).`,
        }),
      )
      if (closing.signal.aborted)
        throw new UnknownOutcome(`Webhook ${message.id} was cut off by the end of the process`)
      return { ...answer, isUnreachable: false, took_ms: performance.now() - begun }
    },

    close: () => closing.abort(),
  }
}

function codeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return code ?? message ?? 'unknown'
}

function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return Promise.race([
    promise,
    new Promise<never>((_, failed) => {
      const abort = () => failed(new Error('aborted'))
      if (signal.aborted) abort()
      signal.addEventListener('abort', abort, { once: true })
    }),
  ])
}

/** As far as it came in time: what counts is the status. The rest is not waited for. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= bytesMax) break
    }
  } catch {
    // It broke off.
  } finally {
    response.destroy()
  }
  const text = Buffer.concat(chunks).subarray(0, bytesMax).toString('utf8').replaceAll('\0', '')
  // By whole characters, as the database counts them.
  return Array.from(text.slice(0, bytesMax)).slice(0, charactersMax).join('')
}
