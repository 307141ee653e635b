import type { Letter, Link } from './letter.ts'
import { wordsFor } from './words.ts'

/** A letter as plain text. */
export function plainOf({ locale, subject, paragraphs, rows, button, footer }: Letter): string {
  const { row } = wordsFor(locale)
  const table = rows.map((one) => row(one)).join('\n')
  const blocks = [subject, ...paragraphs, table, button && linked(button), ...footer.map(linked)]
  return blocks.filter(Boolean).join('\n\n')
}

/** The address stands alone on its line, where every program for mails makes a link of it. */
function linked(part: string | Link): string {
  return typeof part === 'string' ? part : `${part.words}:\n${part.address}`
}
