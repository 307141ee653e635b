import { once } from 'node:events'
import type { Product } from '../world/product.ts'

/** Ends it as an operator would. @throws where it does not end in order */
export async function stopVerge(verge: Product): Promise<void> {
  const code = await verge.stop()
  if (code !== 0) throw new Error(`SIGTERM ended with ${code}: ${verge.said()}`)
}

export async function killVerge({ process }: Product): Promise<void> {
  const ended = once(process, 'exit')
  process.kill('SIGKILL')
  await ended
}

export async function callVerge(
  { url }: Product,
  method: string,
  path: string,
  token: string,
  body: unknown,
) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
