import type { LawPack } from './pack.ts'

/** The member states of the European Union, and of the European Economic Area, which has the same rules for consumers. */
const europe = [
  ['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE'],
  ['IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO'],
].flat()

/** Each says only what its own law asks; a place is under all that name it. The sources stand in `docs/law.md`. */
export const packs: readonly LawPack[] = [
  {
    id: 'us_federal',
    places: ['US'],
    since: '2010-12-29',
    signed_out: false,
    labels: {},
    withdrawal_days: null,
    notices: ['renewal_terms', 'how_to_cancel'],
    reminders: [],
    calendar_dates: false,
  },
  {
    id: 'us_california',
    places: ['US-CA'],
    since: '2025-07-01',
    signed_out: false,
    labels: {},
    withdrawal_days: null,
    notices: ['renewal_terms', 'how_to_cancel'],
    reminders: [
      { about: 'renewal', longer_than_days: 364, days_before_max: 45, days_before_min: 15 },
      { about: 'trial_end', longer_than_days: 31, days_before_max: 21, days_before_min: 3 },
      { about: 'price_change', longer_than_days: 0, days_before_max: 30, days_before_min: 7 },
    ],
    calendar_dates: false,
  },
  {
    id: 'us_massachusetts',
    places: ['US-MA'],
    since: '2025-09-02',
    signed_out: false,
    labels: {},
    withdrawal_days: null,
    notices: ['renewal_terms', 'how_to_cancel'],
    reminders: [{ about: 'renewal', longer_than_days: 31, days_before_max: 30, days_before_min: 5 }],
    calendar_dates: true,
  },
  {
    id: 'eu',
    places: europe,
    since: '2026-06-19',
    signed_out: false,
    labels: {
      en: { withdraw: 'withdraw from the contract here', confirm_withdraw: 'confirm withdrawal' },
      de: { withdraw: 'Vertrag hier widerrufen', confirm_withdraw: 'Widerruf bestätigen' },
    },
    withdrawal_days: 14,
    notices: ['withdrawal'],
    reminders: [],
    calendar_dates: false,
  },
  {
    id: 'germany',
    places: ['DE'],
    since: '2022-07-01',
    signed_out: true,
    labels: {
      en: { cancel: 'Cancel contracts here', confirm_cancel: 'cancel now' },
      de: { cancel: 'Verträge hier kündigen', confirm_cancel: 'jetzt kündigen' },
    },
    withdrawal_days: null,
    notices: ['how_to_cancel'],
    reminders: [],
    calendar_dates: false,
  },
  {
    id: 'uk',
    places: ['GB'],
    since: '2014-06-13',
    signed_out: false,
    labels: {},
    withdrawal_days: 14,
    notices: ['withdrawal'],
    reminders: [],
    calendar_dates: false,
  },
  {
    // The chapter on subscription contracts of the Digital Markets, Competition and Consumers Act 2024 is not in force.
    id: 'uk_subscriptions',
    places: ['GB'],
    since: null,
    signed_out: false,
    labels: {},
    withdrawal_days: 14,
    notices: ['renewal_terms', 'how_to_cancel', 'withdrawal'],
    reminders: [],
    calendar_dates: false,
  },
]
