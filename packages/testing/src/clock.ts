import type { Clock } from '@verge/server/ports/clock'
import { readClockRequest } from '@verge/server/sandbox/clock-request'

/** Stands still until the test moves it. */
export interface TestClock extends Clock {
  /** By an ISO 8601 duration such as `P1M`; everything that falls due on the way happens, each at its own time. */
  advance(duration: string): Promise<void>
  /** To an instant that is still to come. */
  moveTo(date: Date | string): Promise<void>
}

export function openTestClock(
  begin: Date,
  live: (setNow: (date: Date) => void, to: Date) => Promise<void>,
): TestClock {
  let now = begin

  async function move(request: { advance: string } | { now: string }): Promise<void> {
    const asked = readClockRequest(request, now)
    if (asked.kind === 'problem') throw new Error(asked.text)
    await live((date) => void (now = date), asked.date)
  }

  return {
    now: () => now,
    advance: (duration) => move({ advance: duration }),
    moveTo: (date) => move({ now: new Date(date).toISOString() }),
  }
}
