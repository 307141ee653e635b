const hoursMin = 1
const hoursMax = 6
const hourMs = 3_600_000

/** What takes a bank days is asked for after a quarter of the time that it has taken so far, between one hour and six. */
export function slowAnswerAt({ since, now }: { since: Date; now: Date }): Date {
  const quarter = (now.getTime() - since.getTime()) / 4
  return new Date(now.getTime() + Math.min(hoursMax * hourMs, Math.max(hoursMin * hourMs, quarter)))
}

/** Not before a processor wants to hear of us again, and not all of us at once: `chance` is between 0 and 1. */
export function afterPause(now: Date, seconds: number, chance: number): Date {
  return new Date(now.getTime() + Math.ceil(seconds * 1000 * (1 + chance / 4)))
}

/** Processors keep a key for a day at least; what is older is looked up before it is asked for with that key again. */
export function mayKeyBeForgotten({ since, now }: { since: Date; now: Date }): boolean {
  return now.getTime() - since.getTime() > hoursOfKey * hourMs
}
const hoursOfKey = 20
