import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { Language } from '../../languages/languages.ts'
import type { InvoiceDocuments } from '../invoice-documents.ts'
import { cancellationSheet } from './cancellation.ts'
import { fontsFor, readFont, type ScriptFont } from './fonts/fonts.ts'
import { invoiceSheet, receiptSheet } from './sheet.ts'

const workspace = import.meta.dirname
const template = join(workspace, 'sheet.typ')
const cancellationTemplate = join(workspace, 'cancellation.typ')
/** How many other documents may be set before what was remembered of one is forgotten. */
const remembered = 10
const latin = 'Libertinus Serif'

/** Sets documents with Typst. What a customer wrote goes in as data and is never read as markup. */
export function openTypst(): InvoiceDocuments {
  /** By the scripts that a document needs: a font is read when somebody first writes in its script. */
  const compilers = new Map<string, NodeCompiler>()

  function compilerWith(fonts: readonly ScriptFont[]): NodeCompiler {
    const key = fonts
      .map(({ file }) => file)
      .toSorted()
      .join(' ')
    const known = compilers.get(key)
    if (known) return known
    const fontArgs = fonts.length > 0 ? [{ fontBlobs: fonts.map(readFont) }] : []
    const compiler = NodeCompiler.create({ workspace, fontArgs })
    compilers.set(key, compiler)
    return compiler
  }

  function render(mainFilePath: string, sheet: { issued_at: string; language: Language }): Uint8Array {
    const scripts = fontsFor(JSON.stringify(sheet), sheet.language)
    const compiler = compilerWith(scripts)
    const fonts = [latin, ...scripts.map(({ family }) => family)]
    const inputs = { sheet: JSON.stringify({ ...sheet, fonts }) }
    const compiled = compiler.compile({ mainFilePath, inputs })
    const { result } = compiled
    if (!result) throw new Error(`The document could not be set: ${problemsOf(compiled)}`)
    const creationTimestamp = Math.floor(Date.parse(sheet.issued_at) / 1000)
    const pdf = compiler.pdf(result, { creationTimestamp })
    compiler.evictCache(remembered)
    return new Uint8Array(pdf)
  }

  return {
    invoice: async (data) => render(template, invoiceSheet(data)),
    receipt: async (data) => render(template, receiptSheet(data)),
    cancellation: async (data) => render(cancellationTemplate, cancellationSheet(data)),
  }
}

function problemsOf(compiled: ReturnType<NodeCompiler['compile']>): string {
  return JSON.stringify(compiled.takeError()?.shortDiagnostics ?? [])
}
