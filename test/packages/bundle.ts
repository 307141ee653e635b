import { build } from 'esbuild'

/** The parts of `@verge/react`, and each one's own entry. */
export const parts = {
  ManageSubscriptionButton: 'manage-subscription-button',
  SubscriptionCard: 'subscription-card',
  PastDueBanner: 'past-due-banner',
  CancelDialog: 'cancel-dialog',
  InvoiceList: 'invoice-list',
}

/** What an app that has React is given by this code, where the packages stand in the `node_modules` of the folder. */
export async function bundled(folder: string, code: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    preserveSymlinks: true,
    external: ['react', 'react/*', 'react-dom'],
    logLevel: 'silent',
  })
  return outputFiles[0]!.contents
}
