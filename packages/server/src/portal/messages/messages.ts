import { speaking } from '../../languages/speaking.ts'
import { de } from './de.ts'
import { en } from './en.ts'

/** By locale. */
export const messagesFor = speaking({ en, de }, import.meta.dirname)
export type Messages = ReturnType<typeof messagesFor>
