import { branchesOf, faultsOfText, flat, kinds, parsed, type Element } from '../text-faults.ts'
import type { Texts } from '../messages.ts'

/**
 * What is wrong with a catalogue, measured by the English one: keys, values, plurals, texts that were only copied.
 * `alike` are words that a language shares with English.
 */
export function faultsIn(language: string, texts: Texts, english: Texts, alike: readonly string[]): string[] {
  const [own, theirs] = [flat(texts), flat(english)]
  const missing = [...theirs.keys()].filter((key) => !own.has(key))
  const surplus = [...own.keys()].filter((key) => !theirs.has(key))
  const wrong = [...own].flatMap(([key, text]) => {
    const original = theirs.get(key)
    return original === undefined
      ? []
      : faultsOf(language, text, original, alike).map((one) => `${key}: ${one}`)
  })
  return [
    ...missing.map((key) => `${key} is missing`),
    ...surplus.map((key) => `${key} is not in English`),
    ...wrong,
  ]
}

function faultsOf(language: string, text: string, original: string, alike: readonly string[]): string[] {
  const elements = parsed(text, language)
  const isCopy =
    language !== 'en' &&
    text === original &&
    typeof elements !== 'string' &&
    /\p{L}{2}/u.test(wordsOf(elements))
  return [
    ...faultsOfText(language, text, original),
    ...(isCopy && !alike.includes(text) ? [`“${text}” is the English text`] : []),
    ...(/[<>'"]|&\w+;|\s\s|^\s|\s$/.test(text) ? ['has markup, straight quotes or stray blanks'] : []),
  ]
}

function wordsOf(elements: readonly Element[]): string {
  return elements
    .map((element) =>
      element.type === kinds.literal ? element.value : branchesOf(element).map(wordsOf).join(' '),
    )
    .join(' ')
}
