import { speaking } from '../../languages/languages.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'

export const catalogues = { en, de }
export const wordsFor = speaking(catalogues)
export type MailWords = ReturnType<typeof wordsFor>

export type Values = Readonly<Record<string, string | number>>

/** A text of which only the kind of its mail tells what values it names; one that lacks is an error. */
export function say(text: string | ((values: never) => string), values: Values): string {
  return typeof text === 'string' ? text : (text as (values: Values) => string)(values)
}
