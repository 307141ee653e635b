import { speaking } from '../../languages/languages.ts'
import { de } from './de.ts'
import { en } from './en.ts'

export const catalogues = { en, de }
export const messagesFor = speaking(catalogues)
export type Messages = ReturnType<typeof messagesFor>
