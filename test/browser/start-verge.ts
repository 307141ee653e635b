import { rmSync } from 'node:fs'
import { newDataDirectory, startProduct } from '../world/product.ts'
import { accessToken, portalUrl, vergeUrl } from './addresses.ts'

/** Starts the product as a person would, on a fresh data directory, and stops it after the last test. */
export default async function startVerge(): Promise<() => Promise<void>> {
  const dataDirectory = newDataDirectory()
  const verge = await startProduct(dataDirectory, {
    PORT: new URL(vergeUrl).port,
    PORTAL_PORT: new URL(portalUrl).port,
    POLAR_ACCESS_TOKEN: accessToken,
  })
  process.stdout.write(verge.said())
  for (const stream of [verge.process.stdout!, verge.process.stderr!])
    stream.on('data', (chunk) => process.stdout.write(chunk))
  return async () => {
    await verge.stop()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}
