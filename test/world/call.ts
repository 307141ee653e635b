import { createApi } from '@verge/server/api/api'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { issueAccessToken } from '@verge/server/operations/organizations/issue-access-token'
import type { World } from './open.ts'

interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>

/** The world's API in process, for whoever holds the token. */
export function callerWith(world: World, token: string, faults: unknown[] = []): Call {
  const api = createApi(world.ports, { report: (fault) => faults.push(fault) })
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const request = new Request(`http://localhost:4000${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = await api(request)
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : {} }
  }
}

export async function customerCalls(
  world: World,
  customer_id: string,
  faults: unknown[] = [],
): Promise<Call> {
  const input = { body: { customer_id } }
  const { token } = await createCustomerSession(world.ports, world.organization, input)
  return callerWith(world, token, faults)
}

export async function memberCalls(world: World, customer_id: string, member_id: string): Promise<Call> {
  const input = { body: { customer_id, member_id } }
  const { token } = await createCustomerSession(world.ports, world.organization, input)
  return callerWith(world, token)
}

export async function sellerCalls(world: World, faults: unknown[] = []): Promise<Call> {
  const token = 'polar_oat_of_the_seller_who_calls'
  await issueAccessToken(world.ports, world.organization.organization_id, token)
  return callerWith(world, token, faults)
}
