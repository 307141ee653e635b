import { parseSync } from 'oxc-parser'
import { Unwanted } from './unwanted.ts'
import type { Source } from './sources.ts'

/** A node of the syntax tree: what stands where in the text. */
export interface Node {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

/** @throws Unwanted where it is no TypeScript or JavaScript */
export function parse({ path, text }: Source): Node {
  const { program, errors } = parseSync(path, text)
  const [error] = errors
  if (error) throw new Unwanted(`${path} cannot be read: ${error.message}`)
  return program as unknown as Node
}

export function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const value of Object.values(node))
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) yield* nodesOf(one)
}

/** Every call of this name, as `name(…)`. */
export function callsOf(tree: Node, name: string): Node[] {
  return [...nodesOf(tree)].filter(
    ({ type, callee }) => type === 'CallExpression' && isNode(callee) && callee.name === name,
  )
}

export function argumentsOf(call: Node): Node[] {
  return (call.arguments as Node[] | undefined) ?? []
}

/** The value of an object's property, where it is written out. */
export function propertyOf(object: Node, name: string): Node | null {
  if (object.type !== 'ObjectExpression') return null
  const found = (object.properties as Node[]).find(
    ({ key }) => isNode(key) && (key.name ?? key.value) === name,
  )
  return found && isNode(found.value) ? found.value : null
}

export interface Import {
  node: Node
  /** The string with its quotes. */
  source: Node
  from: string
  names: string[]
}

export function importsOf(tree: Node): Import[] {
  return (tree.body as Node[])
    .filter(({ type }) => type === 'ImportDeclaration')
    .map((node) => {
      const source = node.source as Node
      const specifiers = (node.specifiers as Node[] | undefined) ?? []
      const names = specifiers.flatMap(({ imported }) =>
        isNode(imported) && typeof imported.name === 'string' ? [imported.name] : [],
      )
      return { node, source, from: String(source.value), names }
    })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}
