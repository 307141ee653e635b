import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { InvoiceDocuments } from '../invoice-documents.ts'
import { cancellationSheet } from './cancellation.ts'
import { invoiceSheet, receiptSheet } from './sheet.ts'

const workspace = import.meta.dirname
const template = join(workspace, 'sheet.typ')
const cancellationTemplate = join(workspace, 'cancellation.typ')
/** How many other documents may be set before what was remembered of one is forgotten. */
const remembered = 10

/** Sets documents with Typst. What a customer wrote goes in as data and is never read as markup. */
export function openTypst(): InvoiceDocuments {
  const compiler = NodeCompiler.create({ workspace })

  function render(mainFilePath: string, sheet: { issued_at: string }): Uint8Array {
    const inputs = { sheet: JSON.stringify(sheet) }
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
