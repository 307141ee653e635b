import { argumentsOf, callsOf, importsOf, nodesOf, parse, propertyOf, type Node } from '../syntax.ts'
import type { Source } from '../sources.ts'
import type { Facts, SoldHere } from './facts.ts'

/** What the sources say of the plugin, as far as it is written out. */
export function observeSource(sources: readonly Source[]): Facts['source'] {
  const trees = sources.map((source) => ({ path: source.path, tree: parse(source) }))
  const importing = (from: string) =>
    trees.filter(({ tree }) => importsOf(tree).some((one) => one.from === from)).map(({ path }) => path)
  const sold = trees.flatMap(({ path, tree }) =>
    [...nodesOf(tree)].flatMap((node): SoldHere[] => {
      const productId = propertyOf(node, 'productId')?.value
      const slug = propertyOf(node, 'slug')?.value
      if (typeof productId !== 'string') return []
      return [{ productId, slug: typeof slug === 'string' ? slug : null, path }]
    }),
  )
  const trusted = trees
    .flatMap(({ tree }) => callsOf(tree, 'betterAuth'))
    .map((call) => argumentsOf(call)[0])
    .map((options) => (options ? propertyOf(options, 'trustedOrigins') : null))
    .find((one) => one !== null)
  return {
    upstream: [...importing('@polar-sh/better-auth'), ...importing('@polar-sh/better-auth/client')],
    hasPlugin: importing('@verge/better-auth').length > 0,
    hasClient: importing('@verge/better-auth/client').length > 0,
    sold,
    trustedOrigins: trusted ? writtenOut(trusted) : [],
    takesServerAsAddress: trees.some(({ tree }) => [...nodesOf(tree)].some(takesServer)),
  }
}

/** `serverURL: process.env.POLAR_SERVER`, or `baseUrl`, however the environment is read. */
function takesServer(node: Node): boolean {
  const value = propertyOf(node, 'serverURL') ?? propertyOf(node, 'baseUrl')
  return value?.type === 'MemberExpression' && (value.property as Node | null)?.name === 'POLAR_SERVER'
}

/** Null: some of it is known only when it runs. */
function writtenOut({ type, elements }: { type: string; elements?: unknown }): string[] | null {
  if (type !== 'ArrayExpression') return null
  const values = (elements as { value?: unknown }[]).map(({ value }) => value)
  return values.every((value) => typeof value === 'string') ? values : null
}
