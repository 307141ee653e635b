import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { operations } from '@verge/polar/contract/operations'
import { additions, listedAdditions } from '../conformance/additions.ts'
import {
  officialServices,
  officialTypes,
  operationOf,
  versions,
  type Version,
} from '../conformance/official-types.ts'

/** What the official client sends in a query, by the operation: as its own code writes it. */
function queriesOf(version: Version): [operation: string, keys: string[]][] {
  return officialServices(version).flatMap(({ code }) => {
    const calls = code.matchAll(
      /const queryParams = (\{[^]*?\});\s*const request = client\.buildRequest\("(\w+)", "([^"]+)"/g,
    )
    return Array.from(calls, ([, keys, method, path]): [string, string[]] => [
      operationOf({ method: method!, path: path! }),
      Array.from(keys!.matchAll(/^\s*(\w+):/gm), ([, key]) => key!),
    ])
  })
}

/** Each of ours, by what it is called. */
const ours = new Map(operations.map((one) => [operationOf(one), one]))

it.each(versions)('understands every word that the official client can put into a query: %s', (version) => {
  const queries = queriesOf(version)
  expect(queries.length).toBeGreaterThan(40)
  const unknown = queries.flatMap(([operation, keys]) => {
    const found = ours.get(operation)
    if (!found) return []
    const shape = found.query instanceof z.ZodObject ? found.query.shape : {}
    return keys.filter((key) => !(key in shape)).map((key) => `${operation}: ${key}`)
  })
  expect(unknown).toEqual([])
})

/** The type of the body that the official client sends, by the operation: as its own declarations write it. */
function bodiesOf(version: Version): [operation: string, type: string][] {
  return officialServices(version).flatMap(({ code, declared }) => {
    const calls = code.matchAll(
      /const (\w+) = \(client\) => \{(?:(?!\nconst )[^])*?client\.buildRequest\("(\w+)", "([^"]+)", [^;]*?, body\);/g,
    )
    return Array.from(calls, ([, call, method, path]): [string, string] => {
      const types = new RegExp(`declare const ${call}: .*?\\bbody\\??: (.*?)(?:, requestOptions|\\) =>)`)
      return [operationOf({ method: method!, path: path! }), types.exec(declared)![1]!]
    })
  })
}

/** What is not here, as `docs/polar-compatibility.md` says: each is refused, with the place where it stands. */
const notHere: readonly RegExp[] = [
  // Benefits for accounts at other services, and credits of usage.
  /^(POST|PATCH) \/v1\/benefits\/(\{\})?: properties\.(guild_id|role_id|kick_member|repository_\w+|permission|slack_integration_id|channel_name_template|private|welcome_message|archive_on_revoke|team_invitees)$/,
  /^(POST|PATCH) \/v1\/benefits\/(\{\})?: properties\.(units|rollover|meter_id)$/,
  // Prices by units, by usage or of the customer's choice.
  /^(POST|PATCH) \/v1\/(products|checkouts)\/(\{\})?: prices\.(?:\*\.)?(minimum_amount|maximum_amount|preset_amount|tiers|minimum_units|unit_label|meter_id|unit_amount|cap_amount)/,
  // Pictures.
  /^(POST|PATCH) \/v1\/products\/(\{\})?: medias$/,
]

it.each(versions)('understands every word that the official client can put into a body: %s', (version) => {
  const bodies = bodiesOf(version)
  expect(bodies.length).toBeGreaterThan(60)
  const unknown = bodies.flatMap(([operation, type]) => {
    const found = ours.get(operation)
    if (!found) return []
    const words = officialTypes(version).words(type)
    return words.filter((word) => !knows(found.body, word.split('.'))).map((word) => `${operation}: ${word}`)
  })
  expect(unknown.filter((word) => !notHere.some((one) => one.test(word)))).toEqual([])
  expect(notHere.filter((one) => !unknown.some((word) => one.test(word)))).toEqual([])
})

/** What is refused where it is null, though the official client may say it. */
const neverNull: readonly string[] = [
  // Neither is taken away; Polar refuses it, too.
  'PATCH /v1/customer-portal/customers/me: billing_address',
  'PATCH /v1/customer-portal/customers/me: default_payment_method_id',
  // Teams without an address are not here.
  'POST /v1/customers/: email',
]

it.each(versions)('takes null wherever the official client may say it: %s', (version) => {
  const refused = bodiesOf(version).flatMap(([operation, type]) => {
    const body = ours.get(operation)?.body
    const words = officialTypes(version)
      .nullable(type)
      .filter((word) => knows(body, word.split('.')))
    return words
      .filter((word) => !knows(body, word.split('.'), takesNull))
      .map((word) => `${operation}: ${word}`)
  })
  expect(refused.toSorted()).toEqual(neverNull.toSorted())
})

const takesNull = (shape: z.core.$ZodType) => z.safeDecode(shape, null).success

/** Whether a body of this shape may say this, in one of its kinds; and whether what may stand there is fit. */
function knows(
  shape: z.core.$ZodType | undefined,
  [word, ...below]: string[],
  isFit: (shape: z.core.$ZodType) => boolean = () => true,
): boolean {
  if (!shape) return false
  if (!word) return isFit(shape)
  const kind = shape as z.core.$ZodTypes
  switch (kind._zod.def.type) {
    case 'object': {
      const { shape: members, catchall } = kind._zod.def
      if (catchall && catchall._zod.def.type !== 'never') return true
      return word in members && knows(members[word], below, isFit)
    }
    case 'record':
      return isAnything(kind._zod.def.valueType) || knows(kind._zod.def.valueType, below, isFit)
    case 'union':
      return kind._zod.def.options.some((one) => knows(one, [word, ...below], isFit))
    case 'array':
      return isAnything(kind._zod.def.element) || knows(kind._zod.def.element, [word, ...below], isFit)
    case 'pipe':
      return knows(kind._zod.def.in, [word, ...below], isFit)
    case 'optional':
    case 'nullable':
    case 'default':
      return knows(kind._zod.def.innerType, [word, ...below], isFit)
    default:
      return isAnything(kind)
  }
}

const isAnything = (shape: z.core.$ZodType) => shape._zod.def.type === 'unknown'

/** Every word that a body of this shape may say, as `words` of the official types has them. */
function wordsOf(shape: z.core.$ZodType | undefined, before = ''): string[] {
  if (!shape) return []
  const kind = shape as z.core.$ZodTypes
  switch (kind._zod.def.type) {
    case 'object':
      return Object.entries(kind._zod.def.shape).flatMap(([word, below]) => [
        before + word,
        ...wordsOf(below, `${before}${word}.`),
      ])
    case 'union':
      return kind._zod.def.options.flatMap((one) => wordsOf(one, before))
    case 'array':
      return wordsOf(kind._zod.def.element, before)
    case 'pipe':
      return wordsOf(kind._zod.def.in, before)
    case 'optional':
    case 'nullable':
    case 'default':
      return wordsOf(kind._zod.def.innerType, before)
    default:
      return []
  }
}

/** What Polar takes too, though its client's types say it not at all, or not so deep. */
const unsaid: readonly RegExp[] = [
  // What it was called before.
  /^POST \/v1\/(checkouts|customer-sessions)\/: customer_external_id$/,
  // By a customer the seat of a checkout may be given, by the seller as well.
  /^POST \/v1\/customer-seats: checkout_id$/,
  // Clauses hold clauses, which the types are read of once.
  /^(POST|PATCH) \/v1\/meters\/(\{\})?: filter\.clauses\.(conjunction|clauses)/,
  // Not to be given any more, and still taken.
  /^(POST|PATCH) \/v1\/webhooks\/endpoints(\/\{\})?: secret$/,
]

it('lists in the document each word of ours that Polar’s calls may say beyond the official client', () => {
  const official = new Map<string, Set<string>>()
  for (const version of versions)
    for (const [operation, type] of bodiesOf(version)) {
      const known = official.get(operation) ?? new Set()
      official.set(operation, new Set([...known, ...officialTypes(version).words(type)]))
    }
  const more = [...official].flatMap(([operation, known]) => {
    const words = new Set(wordsOf(ours.get(operation)?.body))
    return [...words].filter((word) => !known.has(word)).map((word) => `${operation}: ${word}`)
  })
  const listed = additions.flatMap(({ word, calls }) =>
    calls.map((call) => `${call.replace(/\{\w+\}/g, '{}')}: ${word}`),
  )
  const own = more.filter((word) => !unsaid.some((one) => one.test(word)))
  expect(own.filter((word) => !/: \w+\./.test(word)).toSorted()).toEqual(listed.toSorted())
  expect(unsaid.filter((one) => !more.some((word) => one.test(word)))).toEqual([])
  const document = readFileSync(join(import.meta.dirname, '../../docs/polar-compatibility.md'), 'utf8')
  expect(document).toContain(`\n\n${listedAdditions()}\n\n`)
})
