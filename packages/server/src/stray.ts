import type { Door } from './door.ts'
import type { Log } from './ports/log.ts'

interface Strays {
  log: Log
  newReference(): string
  door(): Door | null
  /** Lets those inside finish, and what was committed be flushed. */
  end(): Promise<void>
}

/** By which whoever watches over processes knows that this one did not mean to end. */
const brokenCode = 70
const endWithinMs = 20_000

/**
 * Errors that nobody waited for: one inside a request becomes its answer; after one outside nothing can be relied on, so the
 * process ends in order, to be started again.
 */
export function takeStrays({ log, newReference, door, end }: Strays): void {
  let isEnding = false
  const take = (error: unknown) => {
    if (door()?.takeStray(error)) return
    log.report({ reference: newReference(), operation: 'process', error })
    if (isEnding) return
    isEnding = true
    setTimeout(() => process.exit(brokenCode), endWithinMs).unref()
    void end()
      .catch((failed: unknown) =>
        log.report({ reference: newReference(), operation: 'process', error: failed }),
      )
      .then(() => process.exit(brokenCode))
  }
  process.on('uncaughtException', take)
  process.on('unhandledRejection', take)
}
