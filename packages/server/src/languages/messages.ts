import { IntlMessageFormat } from 'intl-messageformat'
import { finishing } from './finish.ts'
import { directionOf } from './languages.ts'

/** English texts, in ICU's form, in as many folders as the pages like. The other languages are held to its keys. */
export interface Texts {
  readonly [key: string]: string | Texts
}

/** The same texts in another language. */
export type Catalogue<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Catalogue<English[Key]>
}

/** What pages hold: a text without values is a string, one with values a function of them, by their names. */
export type MessagesOf<English> = {
  readonly [Key in keyof English]: English[Key] extends string
    ? Message<English[Key]>
    : MessagesOf<English[Key]>
}

type Message<Text extends string> = keyof ValuesOf<Text> extends never
  ? string
  : (values: Readonly<ValuesOf<Text>>) => string

/** A value that is counted or compared is a number; all else, money and dates too, arrives as text. */
type ValuesOf<Text extends string> = {
  [Name in NumbersIn<Opened<Text>> | WordsIn<Opened<Text>>]: Name extends NumbersIn<Opened<Text>>
    ? number
    : string
}

/** What follows each opening brace. */
type Opened<Text extends string> = Text extends `${string}{${infer Rest}` ? Between<Rest> : never
type Between<Text extends string> = Text extends `${infer Piece}{${infer Rest}` ? Piece | Between<Rest> : Text

type NumbersIn<Piece extends string> =
  Piece extends `${infer Name}, ${'plural' | 'number' | 'selectordinal'}${string}` ? Bare<Name> : never
type WordsIn<Piece extends string> = Piece extends `${infer Name}}${string}`
  ? Bare<Name>
  : Piece extends `${infer Name}, select,${string}`
    ? Bare<Name>
    : never
/** A name has no blanks; a branch of a plural that is one bare word would look like one, so the tests forbid it. */
type Bare<Name extends string> = Name extends '' | `${string}${' ' | '#' | ','}${string}` ? never : Name

/** The texts of one language, each parsed when it is first said. What it lacks is said in English. */
export function messagesIn<English extends Texts>(
  texts: Texts,
  english: English,
  locale: string,
): MessagesOf<English> {
  return branchOf(texts, english, locale) as MessagesOf<English>
}

type Values = Record<string, string | number>
type Said = string | ((values: Values) => string) | { [key: string]: Said }

function branchOf(texts: Texts, english: Texts, locale: string): { [key: string]: Said } {
  const said = Object.entries(english).map(([key, original]): [string, Said] => {
    const own = texts[key]
    if (typeof original !== 'string')
      return [key, branchOf(typeof own === 'object' ? own : {}, original, locale)]
    const text = typeof own === 'string' ? own : original
    return [key, original.includes('{') ? sayer(text, locale) : text]
  })
  return Object.fromEntries(said)
}

function sayer(text: string, locale: string): (values: Values) => string {
  const isolate = isolating(locale)
  const finish = finishing(locale)
  let message: IntlMessageFormat | undefined
  return (values) => {
    // A text is no markup: what looks like a tag is said as it stands, and escaped by the page.
    message ??= new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })
    return finish(String(message.format(mapValues(values, isolate))))
  }
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/**
 * A name, an amount or an id keeps its own direction within a sentence of the other one, and does not carry away the
 * punctuation beside it: it stands between the two characters that Unicode has for that.
 */
function isolating(locale: string): (value: string | number) => string | number {
  const isRightToLeft = directionOf(locale) === 'rtl'
  return (value) =>
    typeof value === 'string' && (isRightToLeft || rightToLeft.test(value)) ? `\u2068${value}\u2069` : value
}

function mapValues(values: Values, map: (value: string | number) => string | number): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]))
}
