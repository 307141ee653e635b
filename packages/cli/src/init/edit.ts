import MagicString from 'magic-string'
import {
  argumentsOf,
  callsOf,
  importsOf,
  nodesOf,
  parse,
  propertyOf,
  type Import,
  type Node,
} from '../syntax.ts'
import type { Source } from '../sources.ts'

export interface Edited {
  path: string
  before: string
  after: string
}

/** What somebody has to do by hand, and where. */
export interface Left {
  path: string
  words: string
}

export type Edit = { edited: Edited | null; left: Left[] }

const upstream = '@polar-sh/better-auth'
const ours = '@verge/better-auth'
/** What Polar's own plugin has, and ours has under the same name, by where it is imported from. */
const offered: Record<string, readonly string[]> = {
  [upstream]: [
    'checkout',
    'polar',
    'polarClient',
    'portal',
    'usage',
    'webhooks',
    'WebhooksOptions',
    'CheckoutOptions',
    'CheckoutParams',
    'PortalConfig',
    'PortalOptions',
    'PolarOptions',
    'UsageOptions',
  ],
  [`${upstream}/client`]: ['polarClient'],
}

/** Whatever names Polar's own plugin as where something comes from names ours afterwards; nothing else is touched. */
export function moveImports(source: Source): Edit {
  const text = new MagicString(source.text)
  const tree = parse(source)
  for (const { type, value, start, end } of nodesOf(tree)) {
    if (type !== 'Literal' || typeof value !== 'string' || !Object.hasOwn(offered, value)) continue
    const quote = source.text[start]!
    text.overwrite(start, end, `${quote}${value.replace(upstream, ours)}${quote}`)
  }
  const left = importsOf(tree).flatMap(({ from, names }) =>
    names
      .filter((name) => Object.hasOwn(offered, from) && !offered[from]!.includes(name))
      .map((name) => ({
        path: source.path,
        words: `${name}, of ${from}, is not in ${from.replace(upstream, ours)}; take it out or keep both.`,
      })),
  )
  return done(source, text, left)
}

/** Adds the plugin to the app's `betterAuth({ … })`. */
export function addServerPlugin(source: Source): Edit {
  const secret = /\.[cm]?tsx?$/.test(source.path)
    ? 'process.env.POLAR_WEBHOOK_SECRET!'
    : 'process.env.POLAR_WEBHOOK_SECRET'
  const plugin = (q: string) => `polar({
  client: new Polar({
    accessToken: process.env.POLAR_ACCESS_TOKEN,
    serverURL: process.env.POLAR_SERVER,
  }),
  createCustomerOnSignUp: true,
  use: [
    portal(),
    checkout({
      products: [],
      successUrl: ${q}/success?checkout_id={CHECKOUT_ID}${q},
      authenticatedUsersOnly: true,
    }),
    webhooks({ secret: ${secret} }),
  ],
})`
  return addPlugin(source, 'betterAuth', plugin, [
    ['@polar-sh/sdk', ['Polar']],
    [ours, ['checkout', 'polar', 'portal', 'webhooks']],
  ])
}

/** Adds the client's half to `createAuthClient({ … })`. */
export function addClientPlugin(source: Source): Edit {
  return addPlugin(source, 'createAuthClient', () => 'polarClient()', [[`${ours}/client`, ['polarClient']]])
}

function addPlugin(
  source: Source,
  made: string,
  plugin: (quote: string) => string,
  imports: [from: string, names: string[]][],
): Edit {
  const tree = parse(source)
  const known = importsOf(tree)
  if (known.some(({ from }) => from === imports.at(-1)![0])) return { edited: null, left: [] }
  const [call] = callsOf(tree, made)
  if (!call) return { edited: null, left: [] }
  const byHand = (why: string): Edit => ({
    edited: null,
    left: [
      { path: source.path, words: `${why} Add ${plugin("'").split('(')[0]}(…) to its plugins by hand.` },
    ],
  })
  if (known.length === 0 && callsOf(tree, 'require').length > 0)
    return byHand('It is CommonJS, and the plugin is imported.')
  const text = new MagicString(source.text)
  const style = styleOf(source.text, known)
  const [options] = argumentsOf(call)
  const added = plugin(style.quote)
  if (!options) text.appendLeft(call.end - 1, `{ plugins: [${added}] }`)
  else if (options.type !== 'ObjectExpression') return byHand(`The options of ${made} stand elsewhere.`)
  else {
    const plugins = propertyOf(options, 'plugins')
    if (plugins && plugins.type !== 'ArrayExpression')
      return byHand(`The plugins of ${made} stand elsewhere.`)
    if (plugins) appendTo(text, source.text, plugins, plugins.elements as Node[], added)
    else appendTo(text, source.text, options, options.properties as Node[], `plugins: [${added}]`)
  }
  addImports(text, known, imports, style)
  return done(source, text, [])
}

/** As the last of a list: on a line of its own where the list has lines, else behind the one before. */
function appendTo(text: MagicString, before: string, list: Node, items: Node[], added: string): void {
  const last = items.at(-1)
  const isOnLines = before.slice(list.start, list.end).includes('\n')
  const inner = isOnLines && last ? indentAt(before, last.start) : `${indentAt(before, list.start)}  `
  const lines = added.replaceAll('\n', `\n${isOnLines || added.includes('\n') ? inner : ''}`)
  if (!last) {
    const isLong = added.includes('\n')
    const outer = indentAt(before, list.start)
    text.appendLeft(list.end - 1, isLong ? `\n${inner}${lines},\n${outer}` : lines)
    return
  }
  const hasComma = /^\s*,/.test(before.slice(last.end, list.end - 1))
  if (!isOnLines) return void text.appendLeft(last.end, `, ${lines}`)
  const at = hasComma ? before.indexOf(',', last.end) + 1 : last.end
  text.appendLeft(at, `${hasComma ? '' : ','}\n${inner}${lines}${hasComma ? ',' : ''}`)
}

interface Style {
  quote: string
  end: string
}

function styleOf(text: string, known: readonly Import[]): Style {
  const [first] = known
  if (!first) return { quote: "'", end: '' }
  return { quote: text[first.source.start]!, end: text[first.node.end - 1] === ';' ? ';' : '' }
}

function addImports(
  text: MagicString,
  known: readonly Import[],
  imports: readonly [from: string, names: string[]][],
  { quote, end }: Style,
): void {
  const lines = imports
    .filter(
      ([from, names]) =>
        !known.some((one) => one.from === from && names.every((name) => one.names.includes(name))),
    )
    .map(([from, names]) => `import { ${names.join(', ')} } from ${quote}${from}${quote}${end}`)
  const last = known.at(-1)
  if (last) text.appendLeft(last.node.end, `\n${lines.join('\n')}`)
  else text.prepend(`${lines.join('\n')}\n\n`)
}

/** What stands before the line's first word. */
function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  return /^\s*/.exec(line)![0]
}

function done({ path, text: before }: Source, text: MagicString, left: Left[]): Edit {
  return { edited: text.hasChanged() ? { path, before, after: text.toString() } : null, left }
}
