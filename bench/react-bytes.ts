import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { transform } from 'esbuild'
import { buildPackages } from '../release/build.ts'
import { bundled, parts } from '../test/packages/bundle.ts'
import type { LoneBenchmark } from './benchmark.ts'

/** What one part of `@verge/react` adds to an app that has React, taken from the package's index as it is published. */
export const reactBytes: LoneBenchmark = {
  name: 'react-bytes',
  parameters: { minified_by: 'esbuild', target: 'es2022', from: '@verge/react', without: 'react, react-dom' },
  async run() {
    const app = mkdtempSync(join(tmpdir(), 'verge-react-bytes-'))
    try {
      const scope = join(app, 'node_modules/@verge')
      mkdirSync(scope, { recursive: true })
      for (const folder of buildPackages()) symlinkSync(folder, join(scope, basename(folder)))
      const figures: Record<string, Uint8Array> = {}
      for (const part of Object.keys(parts))
        figures[part] = await bundled(app, `export { ${part} } from '@verge/react'`)
      figures['all of them'] = await bundled(app, `export * from '@verge/react'`)
      figures['styles.css'] = await minifiedStyles(join(scope, 'react/dist/styles.css'))
      return Object.fromEntries(
        Object.entries(figures).map(([part, code]) => [
          part,
          { bytes: code.byteLength, 'gzip bytes': gzipSync(code, { level: 9 }).byteLength },
        ]),
      )
    } finally {
      rmSync(app, { recursive: true, force: true })
    }
  },
}

async function minifiedStyles(file: string): Promise<Uint8Array> {
  const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'css', minify: true })
  return new TextEncoder().encode(code)
}
