import { expect, it } from 'vitest'
import * as z from 'zod'
import { operations } from '@verge/polar/contract/operations'
import {
  officialServices,
  officialTypes,
  operationOf,
  versions,
  type Version,
} from '../conformance/official-types.ts'

/** The type of what is answered, by the operation: as the official client's own declarations write it. */
function answersOf(version: Version): [operation: string, type: string][] {
  return officialServices(version).flatMap(({ code, declared }) => {
    const calls = code.matchAll(
      /const (\w+) = \(client\) => \{(?:(?!\nconst )[^])*?client\.buildRequest\("(\w+)", "([^"]+)"/g,
    )
    return Array.from(calls, ([, call, method, path]): [string, string] => {
      const types = new RegExp(`declare const ${call}: [^]*?=> Promise<(.*?)>;`)
      return [operationOf({ method: method!, path: path! }), types.exec(declared)?.[1] ?? 'void']
    })
  })
}

/** What the portal asks with no more than a customer's session, or with none. */
const ofPortal = operations.filter(({ path, ours }) => path.startsWith('/v1/customer-portal/') && !ours)

/** Where we read less than its declarations allow. */
const strict: readonly RegExp[] = [
  // A draft is shown to no customer; only a draft has no number.
  /\/orders\/(\{id\})?: (items\.0\.)?(status|invoice_number)$/,
  /\/license-keys\/(validate|activate): (license_key\.)?order\.status$/,
  // The declarations say `string` where the contract says which.
  /\/(payment-status|confirm-payment): status$/,
  /\/customer-session\/user: type$/,
]

it.each(versions)('the portal reads whatever the official client 1.0.1 may be answered: %s', (version) => {
  const types = new Map(answersOf(version))
  const unread = ofPortal.flatMap(({ method, path, output }) => {
    const type = types.get(operationOf({ method, path }))
    if (!output || !type || type === 'void') return []
    const samples = officialTypes(version).samples(type)
    return samples.flatMap((sample) => {
      const { error } = z.safeDecode(output, sample as never)
      return (error?.issues ?? []).map((issue) => `${method} ${path}: ${issue.path.join('.')}`)
    })
  })
  expect(types.get('GET /v1/customer-portal/subscriptions/')).toBe('ListResourceCustomerSubscription')
  expect([...new Set(unread)].filter((one) => !strict.some((place) => place.test(one)))).toEqual([])
})
