const english = {
  invoice: 'Invoice',
  receipt: 'Receipt',
  billed_to: 'Billed to',
  number: 'Invoice number',
  receipt_number: 'Receipt number',
  for_invoice: 'For invoice',
  issued: 'Invoice date',
  period: 'Service period',
  payment: 'Payment',
  paid: 'Paid on {date}',
  due: 'Due now',
  card: 'Paid with',
  ending: '{brand}, ending in {last4}',
  description: 'Description',
  amount: 'Amount',
  subtotal: 'Subtotal',
  discount: 'Discount',
  net: 'Net amount',
  vat: 'VAT {rate}',
  tax: 'Tax',
  total: 'Total',
  balance: 'Balance from earlier invoices',
  amount_due: 'Amount due',
  amount_paid: 'Amount paid',
  vat_id: 'VAT ID {id}',
  tax_id: 'Tax ID {id}',
  thanks: 'Paid in full on {date}. Nothing is left to pay.',
  pay: 'Not paid yet. The amount is charged to the saved card or paid in the customer portal; please do not transfer it.',
  proof: 'This receipt confirms that invoice {number} was paid. The tax document is the invoice itself.',
  reverse_charge:
    'Reverse charge: the recipient of the service owes the VAT (Article 196 of Council Directive 2006/112/EC).',
  page: 'Page {page} of {pages}',
  cancellation: {
    cancellation: 'Receipt of cancellation',
    withdrawal: 'Receipt of withdrawal',
    canceled:
      'Your cancellation of {product} arrived. The contract ends on {date}. Nothing is charged for any time after that.',
    withdrawn:
      'Your withdrawal from {product} arrived. The contract ended on {date}. Nothing further will be charged.',
    number: 'Receipt number',
    customer: 'Customer',
    contract: 'Contract',
    received: 'Received',
    ends: 'Contract ends',
    check:
      'Anybody can have this receipt checked at {address}: upload this file there, or paste what follows.',
  },
}
export type Wording = typeof english

const german: Wording = {
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
  ending: '{brand}, endet auf {last4}',
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
  proof: 'Dieser Beleg bestätigt die Zahlung der Rechnung {number}. Für die Steuer gilt die Rechnung selbst.',
  reverse_charge:
    'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge, Artikel 196 der Richtlinie 2006/112/EG).',
  page: 'Seite {page} von {pages}',
  cancellation: {
    cancellation: 'Kündigungsbestätigung',
    withdrawal: 'Widerrufsbestätigung',
    canceled:
      'Ihre Kündigung von {product} ist eingegangen. Der Vertrag endet am {date}. Für die Zeit danach wird nichts berechnet.',
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

/** The words, and the locale for dates and money; a language that we do not speak is answered in English. */
export function wordingFor(asked: string | null): { wording: Wording; locale: Intl.Locale } {
  const locale = parsed(asked)
  if (locale?.language === 'de') return { wording: german, locale }
  return { wording: english, locale: locale?.language === 'en' ? locale : new Intl.Locale('en') }
}

export function filled(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

function parsed(asked: string | null): Intl.Locale | null {
  try {
    return asked === null ? null : new Intl.Locale(asked.replaceAll('_', '-'))
  } catch {
    return null
  }
}
