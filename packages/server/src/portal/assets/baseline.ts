import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Script {
  name: string
  on: string
  why: string
  authorised_by: string
  /** Of its bytes. */
  integrity: string
  /** How the content security policy names it. */
  policy: string
}

/** What a page may run, and what it says to browsers, as it was last looked through (PCI DSS 6.4.3 and 11.6.1). */
export const scriptsLookedThrough = read('scripts.json') as readonly Script[]
/** Of a page by https; where its forms may lead besides is a matter of how the portal is set up. */
export const headersLookedThrough = read('headers.json') as Readonly<Record<string, string>>

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))
}
