import { rmSync } from 'node:fs'
import type { FullConfig } from '@playwright/test'
import { newDataDirectory, startProduct } from '../world/product.ts'
import { accessToken, addressesOf, dataOf } from './addresses.ts'
import { keepFirstDay } from './first-day.ts'

/** Starts a product for each worker as a person would, on a fresh data directory, and stops them after the last test. */
export default async function startVerge({ workers }: FullConfig): Promise<() => Promise<void>> {
  const starts = await Promise.allSettled(Array.from({ length: workers }, (_, worker) => startOne(worker)))
  const stop = async () => {
    await Promise.all(starts.map((start) => (start.status === 'fulfilled' ? start.value() : undefined)))
  }
  const failed = starts.find((start) => start.status === 'rejected')
  if (!failed) return stop
  // One that runs alone would hold its ports for ever.
  await stop()
  throw failed.reason
}

async function startOne(worker: number): Promise<() => Promise<void>> {
  const dataDirectory = newDataDirectory()
  const { vergeUrl, portalUrl } = addressesOf(worker)
  const verge = await startProduct(dataDirectory, {
    PORT: new URL(vergeUrl).port,
    PORTAL_PORT: new URL(portalUrl).port,
    POLAR_ACCESS_TOKEN: accessToken,
  })
  process.stdout.write(verge.said())
  await keepFirstDay(dataDirectory)
  process.env[dataOf(worker)] = dataDirectory
  for (const stream of [verge.process.stdout!, verge.process.stderr!])
    stream.on('data', (chunk) => process.stdout.write(chunk))
  return async () => {
    await verge.stop()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}
