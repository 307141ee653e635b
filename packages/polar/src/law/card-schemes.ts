import type { Reminder } from './pack.ts'

/** What Visa and Mastercard ask of whoever takes their cards, wherever that is. The sources stand in `docs/law.md`. */
export const cardSchemes: readonly Reminder[] = [
  { about: 'trial_end', longer_than_days: 0, days_before_max: 30, days_before_min: 7 },
  { about: 'renewal', longer_than_days: 180, days_before_max: 30, days_before_min: 7 },
]
