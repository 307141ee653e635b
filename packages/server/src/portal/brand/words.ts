import { isLanguage, type Language } from '../../languages/languages.ts'
import type { Texts } from '../../languages/messages.ts'
import { faultsOfText, flat } from '../../languages/text-faults.ts'
import { en } from '../messages/en.ts'

type English = typeof en
type Own<Folder> = { readonly [Key in keyof Folder]?: Folder[Key] extends string ? string : Own<Folder[Key]> }
type Kept<Folder> = { readonly [Key in keyof Folder]?: true | Kept<Folder[Key]> }

/**
 * What the law asks for, what has been tested for it, and what says that no money moves: these are nobody's to say in
 * other words. Of the page that cancels only the question why is left.
 */
const ofTheLaw = {
  sandbox: true,
  cancel: {
    action: true,
    title: true,
    until: true,
    noCharge: true,
    noRefund: true,
    undo: true,
    instead: true,
    again: true,
    noChargeTrial: true,
    unpaid: true,
    waived: true,
    underWay: true,
    endsOn: true,
    endNow: true,
    atOnce: true,
    doneAtOnce: true,
    keep: true,
    mail: true,
    done: true,
    doneBefore: true,
  },
  stay: true,
  receipt: true,
  verify: true,
  exits: true,
  withdraw: true,
  statement: true,
  law: true,
  resubscribe: true,
  checkout: {
    trial: true,
    afterwards: true,
    today: true,
    after: true,
    renewal: true,
    consent: true,
    consentMissing: true,
    pay: true,
    startTrial: true,
    subscribe: true,
    discountOnce: true,
    discountMonths: true,
    changed: true,
  },
} as const satisfies Kept<English>

type Free<Folder, Taken> = Own<{
  [
    Key in keyof Folder as Key extends keyof Taken ? (Taken[Key] extends true ? never : Key) : Key
  ]: Key extends keyof Taken ? Omit<Folder[Key], keyof Taken[Key]> : Folder[Key]
}>

/** Texts of the portal in the seller's own words, by language, in the folders of `messages/en.ts`. */
export type OwnWords = { readonly [Key in Language]?: Free<English, typeof ofTheLaw> }

const originals = flat(en)
const protectedPaths = flatKept(ofTheLaw)

/** Why these cannot be said; each with its place. */
export function problemsInWords(words: unknown): string[] {
  if (!isFolder(words)) return ['is a folder of languages.']
  return Object.entries(words).flatMap(([language, texts]) => {
    if (!isLanguage(language)) return [`${language}: the portal does not speak this language.`]
    if (!isFolder(texts)) return [`${language}: is a folder of texts.`]
    return problemsIn(language, texts)
  })
}

/** As `problemsInWords` found nothing wrong with them. */
export function textsOf(words: OwnWords | undefined): Partial<Record<Language, Texts>> {
  return (words ?? {}) as Partial<Record<Language, Texts>>
}

function problemsIn(language: Language, texts: object, path = ''): string[] {
  return Object.entries(texts).flatMap(([key, text]: [string, unknown]) => {
    const at = `${path}${key}`
    if (isFolder(text)) return problemsIn(language, text, `${at}.`)
    return problemsOf(language, at, text).map((problem) => `${language}.${at}: ${problem}`)
  })
}

function problemsOf(language: Language, path: string, text: unknown): string[] {
  const original = originals.get(path)
  if (original === undefined) return ['the portal has no such text.']
  if (protectedPaths.some((kept) => path === kept || path.startsWith(`${kept}.`)))
    return ['is what the law asks for, and stays in the words that were tested.']
  if (typeof text !== 'string' || text.trim() === '' || text.length > 600)
    return ['is a text of 1 to 600 characters.']
  return faultsOfText(language, text, original)
}

function isFolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function flatKept(kept: object, path = ''): string[] {
  return Object.entries(kept).flatMap(([key, below]: [string, unknown]) =>
    isFolder(below) ? flatKept(below, `${path}${key}.`) : [path + key],
  )
}
