import type { Catalogue } from '../../../languages/messages.ts'
import type { en } from './en.ts'

export const de: Catalogue<typeof en> = {
  invoice: 'Rechnung',
  receipt: 'Zahlungsbeleg',
  billed_to: 'Rechnung an',
  number: 'Rechnungsnummer',
  receipt_number: 'Belegnummer',
  for_invoice: 'Zur Rechnung',
  issued: 'Rechnungsdatum',
  period: 'Leistungszeitraum',
  payment: 'Zahlung',
  paid: 'Bezahlt am {date}',
  due: 'Sofort fällig',
  card: 'Bezahlt mit',
  ending: '{brand} mit Endziffern {last4}',
  description: 'Beschreibung',
  amount: 'Betrag',
  subtotal: 'Zwischensumme',
  discount: 'Rabatt',
  net: 'Nettobetrag',
  vat: 'Umsatzsteuer {rate}',
  tax: 'Steuer',
  total: 'Gesamtbetrag',
  balance: 'Saldo aus früheren Rechnungen',
  amount_due: 'Zu zahlen',
  amount_paid: 'Gezahlt',
  vat_id: 'USt-IdNr. {id}',
  tax_id: 'Steuernummer {id}',
  thanks: 'Vollständig bezahlt am {date}. Es ist nichts mehr zu zahlen.',
  pay: 'Noch nicht bezahlt. Der Betrag wird von der hinterlegten Karte eingezogen oder im Kundenportal bezahlt; bitte nicht überweisen.',
  proof:
    'Dieser Beleg bestätigt die Zahlung der Rechnung {number}. Steuerlich maßgeblich ist die Rechnung selbst.',
  reverse_charge:
    'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge, Artikel 196 der Richtlinie 2006/112/EG).',
  page: 'Seite {page} von {pages}',
  cancellation: {
    cancellation: 'Kündigungsbestätigung',
    withdrawal: 'Widerrufsbestätigung',
    canceled:
      'Ihre Kündigung von {product} ist eingegangen. Der Vertrag endet am {date}. Für die Zeit danach wird nichts berechnet.',
    canceledAtOnce:
      'Ihre Kündigung von {product} ist eingegangen, und der Vertrag endete am {date}. Es wird nichts weiter berechnet, auch nicht, was noch offen war.',
    withdrawn:
      'Ihr Widerruf zu {product} ist eingegangen. Der Vertrag endete am {date}. Es wird nichts weiter berechnet.',
    number: 'Belegnummer',
    customer: 'Kundin oder Kunde',
    contract: 'Vertrag',
    received: 'Eingegangen',
    ends: 'Vertragsende',
    check:
      'Jeder kann diesen Beleg prüfen lassen, auf {address}: dort diese Datei hochladen oder einfügen, was hier folgt.',
  },
}
