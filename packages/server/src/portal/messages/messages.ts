import type { Language } from '../../languages/languages.ts'
import type { Texts } from '../../languages/messages.ts'
import { speaking } from '../../languages/speaking.ts'
import { de } from './de.ts'
import { en } from './en.ts'

/** By locale. */
export const messagesFor = speaking({ en, de }, import.meta.dirname)
export type Messages = ReturnType<typeof messagesFor>
export type MessagesFor = typeof messagesFor

/** The same with some texts in the seller's own words. */
export function messagesWith(replaced: Partial<Record<Language, Texts>>): MessagesFor {
  return speaking({ en, de }, import.meta.dirname, replaced)
}
