import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The API versions that the official client 1.0.1 has a set of types for. */
export const versions = ['2026-04', '2026-10', '2027-01'] as const
export type Version = (typeof versions)[number]

/** A type as the declarations of the official client write it. */
export type Type =
  | { kind: 'literal'; value: string | number | boolean }
  | { kind: 'name'; name: string; of: Type[] }
  | { kind: 'union'; of: Type[] }
  | { kind: 'list'; of: Type }
  | { kind: 'record'; members: Map<string, Member> }
  | { kind: 'function'; returns: Type }
interface Member {
  type: Type
  isOptional: boolean
}

export interface OfficialTypes {
  /** What `createPolar` returns: services, and their methods. */
  client: Type
  /** All that a value of this type may say, below one another by dots: `prices.price_amount`. */
  words(type: string): string[]
  /** Those of them that may be null. */
  nullable(type: string): string[]
  /** Answers of this type, in each of the kinds that its parts may be of. */
  samples(type: string): unknown[]
  /** How the value differs from the type, each with its place; nothing where it fits. Further fields are allowed. */
  problems(value: unknown, type: Type | string): string[]
}

const read = new Map<Version, OfficialTypes>()

/** Read from the declarations that the registry delivers, so that they cannot differ from what TypeScript sees. */
export function officialTypes(version: Version): OfficialTypes {
  const known = read.get(version)
  if (known) return known
  const entry = fileURLToPath(import.meta.resolve(`polar-sdk-1/${version}`)).replace(/\.mjs$/, '.d.mts')
  const text = readFileSync(entry, 'utf8')
  const declared = (name: string) => {
    const [, path] = new RegExp(`from "(\\.\\./${name}-[^"]+)\\.mjs"`).exec(text)!
    return parseDeclarations(readFileSync(join(dirname(entry), `${path}.d.mts`), 'utf8'))
  }
  const models = declared('models')
  const { createPolar } = Object.fromEntries(declared('index'))
  const types = {
    client: (createPolar as Extract<Type, { kind: 'function' }>).returns,
    words: (type: string) => [...new Set(wordsIn(readType(type), models, '', []))],
    nullable: (type: string) => [...new Set(nullableIn(readType(type), models, '', []))],
    samples: (type: string) => samplesOf(readType(type), models),
    problems: (value: unknown, type: Type | string) =>
      problemsOf(value, typeof type === 'string' ? models.get(type)! : type, models),
  }
  read.set(version, types)
  return types
}

/** The official client's services, each as its code and as its declarations. */
export function officialServices(version: Version): { code: string; declared: string }[] {
  const folder = join(dirname(fileURLToPath(import.meta.resolve(`polar-sdk-1/${version}`))), 'services')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => ({ code: read(name), declared: read(name.replace(/mjs$/, 'd.mts')) }))
}

/** What is called by method and path, whatever the path calls its parts. */
export function operationOf({ method, path }: { method: string; path: string }): string {
  return `${method} ${path.replace(/\{\w+\}/g, '{}')}`
}

/** As it stands in a declaration. */
function readType(text: string): Type {
  return readerOf(wordsOf(`${text};`), 0).type()
}

/** As many as it takes that each kind of each part comes once. */
function samplesOf(type: Type, models: ReadonlyMap<string, Type>): unknown[] {
  let kindsMax = 1
  const sample = (one: Type, turn: number, name: string, inside: readonly string[]): unknown => {
    // The number, and of which kind it is.
    if (name === 'tax_id') return turn % 2 === 0 ? ['DE123456788', 'eu_vat'] : null
    switch (one.kind) {
      case 'literal':
        return one.value
      case 'list':
        return [sample(one.of, turn, name, inside)]
      case 'record':
        return Object.fromEntries(
          [...one.members].flatMap(([key, member]) =>
            // What may be left out is, every other time.
            member.isOptional && turn % 2 === 1 ? [] : [[key, sample(member.type, turn, key, inside)]],
          ),
        )
      case 'union':
        kindsMax = Math.max(kindsMax, one.of.length)
        return sample(one.of[turn % one.of.length]!, turn, name, inside)
      case 'function':
        return null
      case 'name': {
        if (one.name === 'Record') return { key: sample(one.of[1]!, turn, 'value', inside) }
        const model = models.get(one.name)
        if (!model || inside.includes(one.name)) return plainValue(one.name, name)
        return sample(model, turn, name, [...inside, one.name])
      }
    }
  }
  const samples = [sample(type, 0, '', [])]
  for (let turn = 1; turn < kindsMax * 2; turn++) samples.push(sample(type, turn, '', []))
  return samples
}

/** What such a field usually holds. */
function plainValue(type: string, name: string): unknown {
  if (type === 'number') return 4
  if (type === 'boolean') return true
  if (type !== 'string') return null
  if (/(^|_)id$/.test(name)) return '1dbfc517-0bbf-4301-9ba8-555ca42b9737'
  if (/_(at|start|end)$|timestamp$/.test(name)) return '2027-01-31T12:00:00Z'
  if (/currency/.test(name)) return 'usd'
  if (name === 'country') return 'DE'
  return 'text'
}

/** @param inside the models that are being read: one may hold itself */
function wordsIn(
  type: Type,
  models: ReadonlyMap<string, Type>,
  before: string,
  inside: readonly string[],
): string[] {
  if (type.kind === 'union') return type.of.flatMap((one) => wordsIn(one, models, before, inside))
  if (type.kind === 'list') return wordsIn(type.of, models, before, inside)
  if (type.kind === 'record')
    return [...type.members].flatMap(([name, member]) => [
      before + name,
      ...wordsIn(member.type, models, `${before}${name}.`, inside),
    ])
  // Any name may stand there.
  if (type.kind === 'name' && type.name === 'Record')
    return wordsIn(type.of[1]!, models, `${before}*.`, inside)
  if (type.kind !== 'name' || inside.includes(type.name)) return []
  const model = models.get(type.name)
  return model ? wordsIn(model, models, before, [...inside, type.name]) : []
}

/** @param at the word that this is the type of, with those above it */
function nullableIn(
  type: Type,
  models: ReadonlyMap<string, Type>,
  at: string,
  inside: readonly string[],
): string[] {
  if (type.kind === 'union') return type.of.flatMap((one) => nullableIn(one, models, at, inside))
  if (type.kind === 'list') return nullableIn(type.of, models, at, inside)
  if (type.kind === 'record')
    return [...type.members].flatMap(([name, member]) =>
      nullableIn(member.type, models, at ? `${at}.${name}` : name, inside),
    )
  if (type.kind !== 'name' || inside.includes(type.name)) return []
  if (type.name === 'null') return at ? [at] : []
  const model = models.get(type.name)
  return model ? nullableIn(model, models, at, [...inside, type.name]) : []
}

function problemsOf(value: unknown, type: Type, models: ReadonlyMap<string, Type>, at = 'body'): string[] {
  const check = (one: unknown, by: Type, where: string) => problemsOf(one, by, models, where)
  const isNot = (what: string) => [`${at} is ${shown(value)}, not ${what}`]
  switch (type.kind) {
    case 'literal':
      return value === type.value ? [] : isNot(shown(type.value))
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((item, index) => check(item, type.of, `${at}.${index}`))
        : isNot('a list')
    case 'record':
      if (!isRecord(value)) return isNot('an object')
      return [...type.members].flatMap(([name, member]) => {
        if (name in value) return check(value[name], member.type, `${at}.${name}`)
        return member.isOptional ? [] : [`${at}.${name} is missing`]
      })
    case 'union': {
      const found = type.of.map((one) => check(value, one, at))
      // What comes closest tells most.
      return found.reduce((least, one) => (one.length < least.length ? one : least))
    }
    case 'function':
      return isNot('a function')
    case 'name':
      return problemsOfNamed(value, type, models, at)
  }
}

function problemsOfNamed(
  value: unknown,
  { name, of }: Extract<Type, { kind: 'name' }>,
  models: ReadonlyMap<string, Type>,
  at: string,
): string[] {
  switch (name) {
    case 'unknown':
    case 'any':
      return []
    case 'null':
      return value === null ? [] : [`${at} is ${shown(value)}, not null`]
    case 'void':
    case 'undefined':
      return value === undefined ? [] : [`${at} is ${shown(value)}, not nothing`]
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === name ? [] : [`${at} is ${shown(value)}, not a ${name}`]
    case 'Promise':
      return problemsOf(value, of[0]!, models, at)
    case 'Record':
      if (!isRecord(value)) return [`${at} is ${shown(value)}, not an object`]
      return Object.entries(value).flatMap(([key, one]) => problemsOf(one, of[1]!, models, `${at}.${key}`))
    default: {
      const model = models.get(name)
      if (!model) throw new Error(`The official types do not say what ${name} is`)
      return problemsOf(value, model, models, at)
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** The part of TypeScript in which the generated declarations are written. */
function parseDeclarations(text: string): Map<string, Type> {
  const words = wordsOf(text)
  const found = new Map<string, Type>()
  for (let at = 0; at < words.length; at++) {
    const [kind, name] = [words[at], words[at + 1]!]
    if (words[at - 1] === '.') continue
    if (kind === 'interface') {
      const begins = words.indexOf('{', at)
      const reader = readerOf(words, begins)
      found.set(name, reader.type())
    } else if (kind === 'type' && words[at + 2] === '=') {
      const reader = readerOf(words, at + 3)
      if (words[at + 3] !== 'ReturnType') found.set(name, reader.type())
    } else if (kind === 'function' && words[at + 2] === '(') {
      const ends = closing(words, at + 2)
      if (words[ends + 1] !== ':') continue
      if (words[ends + 2] === '{')
        found.set(name, { kind: 'function', returns: readerOf(words, ends + 2).type() })
    }
  }
  return found
}

function wordsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/^\s*\/\/.*$/gm, ' ')
  return code.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|=>|-?[\w$.]+|[^\s\w]/g) ?? []
}

/** Where the bracket that opens at `at` closes. */
function closing(words: readonly string[], at: number): number {
  let depth = 0
  for (let index = at; index < words.length; index++) {
    if ('([{'.includes(words[index]!)) depth++
    if (')]}'.includes(words[index]!) && --depth === 0) return index
  }
  throw new Error('A bracket stays open')
}

function readerOf(words: readonly string[], begin: number) {
  let at = begin
  const here = () => words[at]
  const take = () => words[at++]!

  function type(): Type {
    const of: Type[] = []
    do {
      if (here() === '|') take()
      of.push(listed())
    } while (here() === '|')
    return of.length === 1 ? of[0]! : { kind: 'union', of }
  }

  function listed(): Type {
    let one = single()
    while (here() === '[' && words[at + 1] === ']') {
      at += 2
      one = { kind: 'list', of: one }
    }
    return one
  }

  function single(): Type {
    const word = take()
    if (word === '(') {
      const end = closing(words, at - 1)
      if (words[end + 1] === '=>') {
        at = end + 2
        return { kind: 'function', returns: type() }
      }
      const inner = type()
      take()
      return inner
    }
    if (word === '{') return { kind: 'record', members: members() }
    if (/^["']/.test(word)) return { kind: 'literal', value: unquoted(word) }
    if (/^-?\d/.test(word)) return { kind: 'literal', value: Number(word) }
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' }
    return { kind: 'name', name: word, of: here() === '<' ? parameters() : [] }
  }

  function parameters(): Type[] {
    const of: Type[] = []
    do {
      take()
      of.push(type())
    } while (here() === ',')
    take()
    return of
  }

  function members(): Map<string, Member> {
    const found = new Map<string, Member>()
    while (here() !== '}') {
      if (here() === '[') {
        // Whatever further names it allows, their values can be anything.
        at = closing(words, at) + 2
        type()
        if (here() === ';') take()
        continue
      }
      const name = unquoted(take())
      const isOptional = here() === '?'
      if (isOptional) take()
      if (take() !== ':') throw new Error(`${name} has no type`)
      found.set(name, { type: type(), isOptional })
      if (here() === ';' || here() === ',') take()
    }
    take()
    return found
  }

  return { type }
}

function unquoted(word: string): string {
  return /^["']/.test(word) ? word.slice(1, -1) : word
}
