import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { LoneBenchmark } from './benchmark.ts'

const parts = {
  ManageSubscriptionButton: 'manage-subscription-button.tsx',
  SubscriptionCard: 'subscription-card.tsx',
  PastDueBanner: 'past-due-banner.tsx',
  CancelDialog: 'cancel-dialog.tsx',
  InvoiceList: 'invoice-list.tsx',
  'all of them': 'index.ts',
  'styles.css': 'styles.css',
}
const sources = join(import.meta.dirname, '../packages/react/src')

/** What one part of `@verge/react` alone adds to an app that has React, with the rules and words that it needs. */
export const reactBytes: LoneBenchmark = {
  name: 'react-bytes',
  parameters: { minified_by: 'esbuild', target: 'es2022', without: 'react, react-dom' },
  async run() {
    const figures = Object.entries(parts).map(async ([part, file]) => {
      const code = await bundled(join(sources, file))
      return [
        part,
        { bytes: code.byteLength, 'gzip bytes': gzipSync(code, { level: 9 }).byteLength },
      ] as const
    })
    return Object.fromEntries(await Promise.all(figures))
  },
}

async function bundled(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    external: ['react', 'react/*', 'react-dom'],
    logLevel: 'silent',
  })
  return outputFiles[0]!.contents
}
