import { IntlMessageFormat } from 'intl-messageformat'
import type { Texts } from './messages.ts'

export type Element = ReturnType<IntlMessageFormat['getAst']>[number]
/** The kinds of elements, as the parser numbers them. */
export const kinds = { literal: 0, value: 1, number: 2, select: 5, plural: 6, pound: 7 } as const

/** Why a text could not be said in place of the original: it is none, has other values, or lacks a plural. */
export function faultsOfText(language: string, text: string, original: string): string[] {
  const elements = parsed(text, language)
  if (typeof elements === 'string') return [elements]
  const [own, theirs] = [valuesOf(elements), valuesOf(parsed(original, 'en') as Element[])]
  return [
    ...(own === theirs ? [] : [`says ${own || 'no values'} where English says ${theirs || 'none'}`]),
    ...elements.flatMap((element) => faultsOfPlural(language, element)),
  ]
}

/** Each text by its path, such as `cancel.reasons.unused`. */
export function flat(texts: Texts, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, text]) =>
      typeof text === 'string' ? [[path + key, text] as const] : [...flat(text, `${path}${key}.`)],
    ),
  )
}

export function parsed(text: string, language: string): Element[] | string {
  try {
    return new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst()
  } catch (error) {
    return `cannot be parsed: ${String(error)}`
  }
}

/** Every value with its kind, and of a choice its names too. */
function valuesOf(elements: readonly Element[]): string {
  const found = new Set<string>()
  const collect = (element: Element): void => {
    if (element.type === kinds.value) found.add(element.value)
    if (element.type === kinds.number || element.type === kinds.plural)
      found.add(`${element.value} as number`)
    if (element.type === kinds.select)
      found.add(`${element.value} of ${Object.keys(element.options).toSorted().join('|')}`)
    branchesOf(element).flat().forEach(collect)
  }
  elements.forEach(collect)
  return [...found].toSorted().join(', ')
}

function faultsOfPlural(language: string, element: Element): string[] {
  const within = branchesOf(element).flatMap((branch) => [
    ...branch.flatMap((one) => faultsOfPlural(language, one)),
    // The types would take it for the name of a value.
    ...(branch.length === 1 && branch[0]!.type === kinds.literal && /^\w+$/.test(branch[0]!.value)
      ? [`a branch must be more than the bare word “${branch[0]!.value}”`]
      : []),
  ])
  if (element.type !== kinds.plural) return within
  const rules = new Intl.PluralRules(language, { type: element.pluralType ?? 'cardinal' })
  const needed: readonly string[] = rules.resolvedOptions().pluralCategories
  const given = Object.keys(element.options).filter((name) => !name.startsWith('='))
  return [
    ...needed.filter((name) => !given.includes(name)).map((name) => `the plural “${name}” is missing`),
    ...given.filter((name) => !needed.includes(name)).map((name) => `there is no plural “${name}”`),
    ...within,
  ]
}

export function branchesOf(element: Element): Element[][] {
  if (element.type !== kinds.select && element.type !== kinds.plural) return []
  return Object.values(element.options).map(({ value }) => value)
}
