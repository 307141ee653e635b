import type { LawPack, Notice, PackId, Reminder } from './pack.ts'
import { packs } from './packs.ts'

export interface Place {
  country: string
  state: string | null
}

/** All that is asked for in one place, by every law that names it. */
export interface Law {
  packs: readonly PackId[]
  signed_out: boolean
  withdrawal_days: number | null
  notices: readonly Notice[]
  reminders: readonly Reminder[]
  yearly_reminder: boolean
  consent: boolean
  calendar_dates: boolean
  /** Wherever: an offer stands beside the button that cancels, never before it and never instead of it. */
  offers: 'beside'
}

/** Where the customer is billed; else where the seller says that customers are; else the law that asks most. */
export function lawFor(billed: Partial<Place> | null, fallback: string | null = null): Law {
  const place = billed?.country ? named(billed.country, billed.state ?? null) : fallback
  return lawOf(place === null ? inForce : inForce.filter(({ places }) => isWithin(place, places)))
}

const inForce = packs.filter(({ since }) => since !== null)

/** Nothing that one of them asks is lost by another that asks less. */
function lawOf(asking: readonly LawPack[]): Law {
  const days = asking.flatMap(({ withdrawal_days }) => (withdrawal_days === null ? [] : [withdrawal_days]))
  return {
    packs: asking.map(({ id }) => id),
    signed_out: asking.some(({ signed_out }) => signed_out),
    withdrawal_days: days.length > 0 ? Math.max(...days) : null,
    notices: [...new Set(asking.flatMap(({ notices }) => notices))],
    reminders: asking.flatMap(({ reminders }) => reminders),
    yearly_reminder: asking.some(({ yearly_reminder }) => yearly_reminder),
    consent: asking.some(({ consent }) => consent),
    calendar_dates: asking.some(({ calendar_dates }) => calendar_dates),
    offers: 'beside',
  }
}

/** `US-CA` is under the laws of `US` too. A state that is spelled out is known by its name where a law of its own asks. */
function named(country: string, state: string | null): string {
  const known = country === 'US' ? states[(state ?? '').trim().toLowerCase()] : undefined
  return known ? `${country}-${known}` : country
}

const states: Record<string, string> = {
  ca: 'CA',
  'us-ca': 'CA',
  california: 'CA',
  ma: 'MA',
  'us-ma': 'MA',
  massachusetts: 'MA',
}

function isWithin(place: string, places: readonly string[]): boolean {
  return places.some((one) => one === place || place.startsWith(`${one}-`))
}
