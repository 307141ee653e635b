import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { subscriptions } from '../../packages/better-auth/src/parts.ts'
import { handlerName } from '../../packages/better-auth/src/webhooks/handlers.ts'
import { nodesOf, parse, type Node } from '../../packages/cli/src/syntax.ts'

const root = join(import.meta.dirname, '../..')
const guide = readFileSync(join(root, 'docs/guide/options.md'), 'utf8')

const source = (file: string) => {
  const path = join(root, 'packages/better-auth/src', file)
  return parse({ path, text: readFileSync(path, 'utf8') })
}
const webhooks = source('webhooks/handlers.ts')

/** Of every part that can act for an organization. */
const acting = membersOf(source('plugin-context.ts'), 'ActingOptions')
/** Each section of the page, and the type whose members it tells. */
const told: Record<string, string[]> = {
  polar: membersOf(source('server.ts'), 'PolarOptions'),
  portal: [...membersOf(source('endpoints/portal.ts'), 'PortalOptions'), ...acting],
  subscriptions: acting,
  checkout: [...membersOf(source('endpoints/checkout.ts'), 'CheckoutOptions'), ...acting],
  products: ['SoldProduct', 'CheckoutTerms'].flatMap((type) =>
    membersOf(source('endpoints/checkout.ts'), type),
  ),
  usage: [...membersOf(source('parts.ts'), 'UsageOptions'), ...acting],
  webhooks: membersOf(webhooks, 'WebhooksOptions'),
  customerPortal: membersOf(source('client/opening.ts'), 'CustomerPortalOptions'),
  'Checkout in the browser': membersOf(source('client/opening.ts'), 'CheckoutRequest'),
  customerReturn: membersOf(source('client/returning.ts'), 'customerReturn'),
}

describe('the options in the guide', () => {
  it.each(Object.entries(told))(
    'of %s are those of the type, none missing and none invented',
    (name, members) => {
      expect(members.length).toBeGreaterThan(0)
      const named = [...sectionOf(name).matchAll(/^\| `(\w+)` \|/gm)].map(([, option]) => option)
      expect(named.toSorted()).toEqual(members.toSorted())
    },
  )

  it('name each value that can be chosen', () => {
    const unnamed = Object.entries(choices()).filter(
      ([option, values]) =>
        !rowsOf(option).every((row) => values.every((value) => row.includes(`'${value}'`))),
    )
    expect(unnamed).toEqual([])
  })

  it('name what each action on subscriptions takes', () => {
    const rows = [...sectionOf('Subscriptions in the browser').matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)]
    const named = rows.flatMap(([, option, actions]) =>
      [...actions!.matchAll(/`([\w.]+)`/g)].map(([, action]) => `${action} ${option}`),
    )
    const taken = actions.flatMap(({ path, options }) =>
      Object.keys(shapeOf(options)).map((option) => `${nameOfAction(path)} ${option}`),
    )
    expect(taken).toContain('invoice.url orderId')
    expect(named.toSorted()).toEqual(taken.toSorted())
  })

  it('name the handler of each event', () => {
    const named = [...sectionOf('webhooks').matchAll(/`(on[A-Z]\w+)`[,| ]/g)].map(([, handler]) => handler!)
    const generic = ['onPayload', 'onSubscriptionChanged']
    const listed = new Set(named.filter((handler) => !generic.includes(handler)))
    expect([...listed].toSorted()).toEqual(handlers().toSorted())
  })
})

interface Schema {
  shape?: Record<string, unknown>
  options?: string[]
  unwrap?(): Schema
}
const actions = Object.values(subscriptions()({} as Parameters<ReturnType<typeof subscriptions>>[0])) as {
  path: string
  options: { body?: Schema; query?: Schema }
}[]

/** What an endpoint takes. */
function shapeOf({ body, query }: { body?: Schema; query?: Schema }): Record<string, unknown> {
  return body?.shape ?? query?.unwrap?.().shape ?? {}
}

/** `/subscription/change-plan` is `changePlan` in the browser; what is of something else is named with it. */
function nameOfAction(path: string): string {
  const [noun, verb = ''] = path.slice(1).split('/')
  const action = verb.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return noun === 'subscription' ? action : `${noun}.${action}`
}

function sectionOf(heading: string): string {
  const section = guide.split(/^## /m).find((text) => text.startsWith(`${heading}\n`))
  if (!section) throw new Error(`The page has no section "${heading}".`)
  return section
}

function rowsOf(option: string): string[] {
  return guide.split('\n').filter((line) => line.startsWith(`| \`${option}\` |`))
}

/** The members of an interface or type, or those that a function's only parameter has. */
function membersOf(tree: Node, name: string): string[] {
  const declared = [...nodesOf(tree)].find((node) => nameOf(node.id ?? node.key) === name)
  if (!declared) throw new Error(`Nothing is called ${name}.`)
  // A mapped type has no members written out; what it holds is told in a table of its own.
  return [...nodesOf(declared)].flatMap((node) =>
    node.type === 'TSPropertySignature' && depthWithin(declared, node) === 1 ? [nameOf(node.key)!] : [],
  )
}

/** In how many bodies of members the node stands. */
function depthWithin(outer: Node, inner: Node): number {
  return [...nodesOf(outer)].filter(
    ({ type, start, end }) =>
      (type === 'TSInterfaceBody' || type === 'TSTypeLiteral') && start < inner.start && inner.end <= end,
  ).length
}

/** What is chosen from a few words: `theme: 'light' | 'dark'`. */
function choices(): Record<string, string[]> {
  const found: Record<string, string[]> = {
    onUserDelete: literalsOf(source('users/deletion.ts'), 'OnUserDelete'),
    reason: reasonsOf(actions.find(({ path }) => path === '/subscription/cancel')!),
  }
  for (const file of ['endpoints/portal.ts', 'endpoints/checkout.ts', 'client/opening.ts'])
    for (const node of nodesOf(source(file)))
      if (node.type === 'TSPropertySignature') {
        const values = stringsIn(node)
        if (values.length > 0) found[nameOf(node.key)!] = values
      }
  return found
}

function reasonsOf({ options }: (typeof actions)[number]): string[] {
  return (shapeOf(options).reason as Schema).unwrap!().options!
}

function literalsOf(tree: Node, name: string): string[] {
  return stringsIn([...nodesOf(tree)].find((node) => nameOf(node.id) === name)!)
}

function stringsIn(node: Node): string[] {
  return [...nodesOf(node)].flatMap(({ type, literal }) => {
    const { value } = (literal ?? {}) as { value?: unknown }
    return type === 'TSLiteralType' && typeof value === 'string' ? [value] : []
  })
}

/** Each event of the list in the source is heard by the handler of its name. */
function handlers(): string[] {
  const list = [...nodesOf(webhooks)].find(
    (node) => node.type === 'VariableDeclarator' && nameOf(node.id) === 'happenings',
  )!
  return [...nodesOf(list)].flatMap((node) =>
    node.type === 'Property' ? wordsIn(node).map((verb) => handlerName(`${nameOf(node.key)}.${verb}`)) : [],
  )
}

function wordsIn(node: Node): string[] {
  return [...nodesOf(node)].flatMap(({ type, value }) =>
    type === 'Literal' && typeof value === 'string' ? [value] : [],
  )
}

function nameOf(node: unknown): string | null {
  const { name } = (node ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : null
}
