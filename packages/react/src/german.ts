import type { Interval, Messages } from './messages.ts'

const each: Record<Interval, string> = { day: 'Tag', week: 'Woche', month: 'Monat', year: 'Jahr' }
const every: Record<Interval, string> = { day: 'Tage', week: 'Wochen', month: 'Monate', year: 'Jahre' }

export const german: Messages = {
  manage: 'Abonnement verwalten',
  opening: 'Wird geöffnet …',
  noSubscription: 'Kein laufendes Abonnement gefunden',
  unavailable: 'Das Kundenportal lässt sich gerade nicht öffnen. Bitte versuchen Sie es noch einmal.',
  renews: ({ date, price }) => ({
    label: 'Aktiv',
    sentence: `Verlängert sich am ${date} für ${price} zuzüglich etwaiger Steuern.`,
  }),
  trial_converts: ({ date, price }) => ({
    label: `Test bis ${date}`,
    sentence: `Kostenlos bis ${date}; danach werden ${price} abgebucht, wenn Sie nicht vorher kündigen.`,
  }),
  ends: ({ date }) => ({ label: `Endet am ${date}`, sentence: `Sie behalten alles bis ${date}.` }),
  ends_owing: ({ date }) => ({
    label: `Endet bis ${date}`,
    sentence: `Ihre letzte Zahlung ging nicht durch und kann noch abgebucht werden. Ihr Tarif endet spätestens am ${date}.`,
  }),
  ended: ({ date }) => ({
    label: 'Beendet',
    sentence: `Ihr Tarif endete am ${date}. Es wird nichts mehr abgebucht; Ihre Rechnungen bleiben abrufbar.`,
  }),
  payment_overdue: () => ({
    label: 'Zahlung fehlgeschlagen',
    sentence: 'Ihre letzte Zahlung ging nicht durch. Ändern Sie die Zahlungsart, um Ihren Tarif zu behalten.',
  }),
  pauses: ({ date }) => ({
    label: `Pausiert ab ${date}`,
    sentence: `Sie behalten alles bis ${date}. Während der Pause wird nichts abgebucht.`,
  }),
  paused: () => ({ label: 'Pausiert', sentence: 'Während der Pause wird nichts abgebucht.' }),
  none: () => ({
    label: 'Wartet',
    sentence: 'Es verlängert sich nichts, bis die erste Zahlung bestätigt ist.',
  }),
  price: ({ money, interval, count }) =>
    count === 1 ? `${money} / ${each[interval]}` : `${money} alle ${count} ${every[interval]}`,
  pastDue: ({ plan }) =>
    `Die letzte Zahlung für ${plan} ging nicht durch. Ändern Sie die Zahlungsart, um Ihren Tarif zu behalten.`,
  cancel: 'Abonnement kündigen',
  cancelTitle: ({ plan }) => `${plan} kündigen?`,
  cancelExplained: ({ date }) => `Sie behalten alles bis ${date}. Kein weiterer Zeitraum wird berechnet.`,
  cancelExplainedOwing: ({ date }) =>
    `Ihre letzte Zahlung ging nicht durch und kann noch abgebucht werden. Ihr Tarif endet spätestens am ${date}. Kein weiterer Zeitraum wird berechnet.`,
  keep: 'Behalten',
  canceling: 'Wird gekündigt …',
  canceled: ({ date }) => `Ihr Abonnement ist gekündigt. Sie behalten alles bis ${date}.`,
  canceledOwing: ({ date }) =>
    `Ihr Abonnement ist gekündigt und endet spätestens am ${date}. Ihre letzte Zahlung kann bis dahin noch abgebucht werden.`,
  cancelFailed: 'Es ist nicht bekannt, ob die Kündigung ankam. Bitte sehen Sie gleich noch einmal nach.',
  close: 'Schließen',
  invoices: 'Rechnungen',
  noInvoices: 'Es gibt noch keine Rechnungen.',
  moreInvoices: 'Ältere Rechnungen zeigen',
  invoiceNotReady: 'Diese Rechnung wird gerade erstellt. Bitte sehen Sie gleich noch einmal nach.',
  readingInvoices: 'Ihre Rechnungen werden gelesen …',
  invoicesUnavailable: 'Ihre Rechnungen sind gerade nicht abrufbar. Bitte versuchen Sie es noch einmal.',
  download: ({ date, money }) => `Rechnung vom ${date}, ${money}`,
  invoiceUnavailable: 'Diese Rechnung lässt sich gerade nicht öffnen. Bitte versuchen Sie es noch einmal.',
}
