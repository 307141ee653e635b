import { join } from 'node:path'
import { languages } from '@verge/server/languages/languages'
import { readCatalogue } from '@verge/server/languages/speaking'
import { flat } from '@verge/server/languages/testing/faults'
import { de } from '@verge/server/portal/messages/de'
import { en } from '@verge/server/portal/messages/en'

/** Prints, as JSON, which texts each language lacks, in English: what a translator has to do. */
const folder = join(import.meta.dirname, '../../packages/server/src/portal/messages')

const lacking = languages.flatMap((language) => {
  const own = flat({ en, de }[language as string] ?? readCatalogue(folder, language) ?? {})
  const missing = [...flat(en)].filter(([key]) => !own.has(key))
  return missing.length > 0 ? [[language, Object.fromEntries(missing)]] : []
})
process.stdout.write(`${JSON.stringify(Object.fromEntries(lacking), null, 2)}\n`)
