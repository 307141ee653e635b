import { join } from 'node:path'
import { languages } from '@verge/server/languages/languages'
import type { Texts } from '@verge/server/languages/messages'
import { readCatalogue } from '@verge/server/languages/speaking'
import { flat } from '@verge/server/languages/text-faults'

/** Prints, as JSON, which texts each language lacks, in English: what a translator has to do. */
const server = join(import.meta.dirname, '../../packages/server/src')
const catalogues = { portal: 'portal/messages', mails: 'operations/emails/messages' }

async function lackingIn(path: string): Promise<object> {
  const folder = join(server, path)
  const { en } = (await import(join(folder, 'en.ts'))) as { en: Texts }
  const { de } = (await import(join(folder, 'de.ts'))) as { de: Texts }
  const lacking = languages.flatMap((language) => {
    const own = flat({ en, de }[language as string] ?? readCatalogue(folder, language) ?? {})
    const missing = [...flat(en)].filter(([key]) => !own.has(key))
    return missing.length > 0 ? [[language, Object.fromEntries(missing)]] : []
  })
  return Object.fromEntries(lacking) as object
}

const all: Record<string, object> = {}
for (const [name, path] of Object.entries(catalogues)) all[name] = await lackingIn(path)
process.stdout.write(`${JSON.stringify(all, null, 2)}\n`)
