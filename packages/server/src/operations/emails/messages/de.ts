import type { Catalogue } from '../../../languages/messages.ts'
import type { en } from './en.ts'

export const de = {
  row: '{label}: {value}',
  card: '{brand} mit Endziffern {last4}',
  every: {
    day: '{count, plural, one {jeden Tag} other {alle # Tage}}',
    week: '{count, plural, one {jede Woche} other {alle # Wochen}}',
    month: '{count, plural, one {jeden Monat} other {alle # Monate}}',
    year: '{count, plural, one {jedes Jahr} other {alle # Jahre}}',
  },

  roles: {
    owner: 'Inhaber. Sieht und ändert alles rund um Geld und Personen.',
    billing_manager: 'Abrechnungsverwalter. Sieht und ändert alles rund um Geld und Personen.',
    member: 'Mitglied. Nutzt, was gekauft wurde, und sieht keine Zahlungen.',
  },

  labels: {
    access_until: 'Zugang bis',
    amount: 'Betrag',
    balance: 'Saldo aus früheren Rechnungen',
    card: 'Karte',
    card_expires: 'Gültig bis Ende',
    discount: 'Rabatt',
    ended_on: 'Beendet am',
    first_charge: 'Erste Abbuchung am',
    frequency: 'Abbuchung',
    invoice: 'Rechnung',
    new_address: 'Neue Adresse',
    next_try: 'Nächster Versuch am',
    paid: 'Bezahlt',
    paid_by: 'Bezahlt mit',
    paid_until: 'Bezahlt bis',
    paused_from: 'Pausiert ab',
    price: 'Preis',
    product: 'Produkt',
    receipt: 'Beleg',
    received_at: 'Eingegangen am',
    renews_on: 'Verlängert sich am',
    resumes_on: 'Läuft weiter am',
    returned: 'Erstattet',
    role: 'Rolle',
    seats: 'Plätze',
    starts_on: 'Ab',
    subtotal: 'Zwischensumme',
    tax: 'Steuer',
    total: 'Gesamtbetrag',
    was: 'Bisher',
  },

  declines: {
    insufficient_funds:
      'Auf der Karte war nicht genug Geld. Laden Sie sie vor dem nächsten Versuch auf, oder zahlen Sie mit einer anderen Karte.',
    expired_card:
      'Die Karte ist abgelaufen. Zahlen Sie mit einer anderen Karte; dieselbe wird nicht mehr angenommen.',
    incorrect_details:
      'Ihre Bank meldet, dass die Kartendaten nicht stimmen. Fügen Sie die Karte noch einmal hinzu, oder nehmen Sie eine andere.',
    limit_exceeded:
      'Das Limit der Karte ist erreicht. Lassen Sie es von Ihrer Bank erhöhen, warten Sie, bis es zurückgesetzt wird, oder zahlen Sie mit einer anderen Karte.',
    not_supported:
      'Die Karte ist für diese Art von Zahlung nicht zugelassen. Zahlen Sie mit einer anderen Karte.',
    bank_unavailable:
      'Ihre Bank war nicht erreichbar. Mit der Karte ist alles in Ordnung: Zahlen Sie noch einmal, oder warten Sie auf den nächsten Versuch.',
    approval_needed:
      'Ihre Bank bittet Sie, die Zahlung freizugeben. Drücken Sie „Jetzt bezahlen“, und geben Sie sie frei.',
    approval_failed:
      'Die Zahlung wurde bei Ihrer Bank nicht freigegeben. Drücken Sie „Jetzt bezahlen“, und geben Sie sie frei, oder nehmen Sie eine andere Karte.',
    payments_stopped:
      'Die Zahlungen an uns wurden bei Ihrer Bank gestoppt. Zahlen Sie mit einer anderen Karte, oder bitten Sie Ihre Bank, sie wieder zuzulassen.',
    no_card: 'Es war keine Karte hinterlegt. Fügen Sie eine hinzu, dann wird sofort abgebucht.',
    given_up:
      'Die Zahlung wurde abgebrochen, bevor Ihre Bank sie freigegeben hatte. Drücken Sie „Jetzt bezahlen“, um neu zu beginnen.',
    refused:
      'Ihre Bank hat die Karte abgelehnt, ohne uns einen Grund zu nennen. Zahlen Sie mit einer anderen Karte, oder fragen Sie Ihre Bank.',
  },

  footer: {
    customer:
      'Sie erhalten diese E-Mail, weil Sie ein Kundenkonto bei {seller} haben. Wir teilen Ihnen immer mit, was geschehen ist oder abgebucht wird.',
    account:
      'Sie erhalten diese E-Mail, weil diese Adresse Zugang zu einem Konto bei {seller} hat oder hatte.',
    guest:
      'Sie erhalten diese E-Mail, weil jemand diese Adresse bei {seller} eingegeben hat. Sonst wird nichts an sie gesendet, wenn Sie nicht fortfahren.',
    seller: 'Sie erhalten diese E-Mail, weil dieses Portal mit den Kunden von {seller} abrechnet.',
    contact: 'Bei Fragen schreiben Sie an {seller}: {contact}',
    receipt: 'Ihre Bestätigung, zum Aufbewahren oder Drucken',
    verify: 'Jeder kann das Siegel unten hier prüfen lassen',
    cancel: 'Hier können Sie jederzeit online kündigen',
  },

  statement: {
    arrived: 'Diese Erklärung ist am {time} UTC bei {seller} eingegangen:',
    prove:
      'Sie gilt ab diesem Zeitpunkt. Zeigen Sie, dass diese Adresse Ihnen gehört, dann wird die Erklärung sofort ausgeführt:',
    link: 'Der Link gilt 14 Tage. Wenn diese Erklärung nicht von Ihnen ist, brauchen Sie nichts zu tun: Durch diese E-Mail allein ändert sich nichts.',
    subjects: {
      cancellation: 'Ihre Kündigung ist eingegangen',
      withdrawal: 'Ihr Widerruf ist eingegangen',
    },
    what: { cancellation: 'Vertrag kündigen', withdrawal: 'Vertrag widerrufen' },
    name: 'Ihr Name',
    email: 'Ihre E-Mail-Adresse',
    contract: 'Welcher Vertrag',
    when: 'Wann er enden soll',
    soonest: 'So bald wie möglich',
    number: 'Nummer',
    check: 'Jeder kann prüfen, ob sie echt ist:',
  },

  kinds: {
    cancellation_scheduled: {
      subject: 'Ihr Abonnement wird beendet',
      text: {
        first:
          '{standing, select, owing {Ihr Abonnement ist gekündigt und endet spätestens am {date}. Was offen ist, kann bis dahin noch abgebucht werden, sonst nichts.} other {Ihre Kündigung ist eingegangen. Sie haben Zugang bis zum {date}, und es wird nichts mehr abgebucht.}}',
        second: 'Bis dahin können Sie die Kündigung zurücknehmen.',
      },
      button: 'Kündigung ansehen oder zurücknehmen',
    },
    cancellation_taken_back: {
      subject: 'Ihr Abonnement läuft weiter',
      text: {
        first:
          'Ihre Kündigung ist zurückgenommen. Ihr Abonnement verlängert sich am {date}.{receipt, select, none {} other { Die Bestätigung Ihrer Kündigung mit der Nummer {receipt} ist als zurückgenommen gekennzeichnet; wer sie prüfen lässt, erfährt, dass der Vertrag weiterläuft.}}',
      },
      button: 'Abonnement ansehen',
    },
    pause_scheduled: {
      subject: 'Ihr Abonnement wird pausieren',
      text: {
        first:
          'Ihre Pause ist vorgemerkt. Sie haben Zugang bis zum {date}. Danach wird nichts abgebucht, {resumes, select, none {bis das Abonnement fortgesetzt wird} other {bis es am {resumes} von selbst weiterläuft; ab dann wird wieder abgebucht}}.',
        second: 'Bis zum Beginn können Sie die Pause zurücknehmen.',
      },
      button: 'Pause ansehen oder zurücknehmen',
    },
    pause_taken_back: {
      subject: 'Ihr Abonnement pausiert nicht',
      text: { first: 'Ihre Pause ist zurückgenommen. Ihr Abonnement verlängert sich am {date}.' },
      button: 'Abonnement ansehen',
    },
    subscription_resumed: {
      subject: 'Ihr Abonnement läuft wieder',
      text: {
        first:
          'Ihr Abonnement wurde fortgesetzt, und ein neuer Zeitraum hat begonnen. Es verlängert sich am {date}.',
      },
      button: 'Abonnement ansehen',
    },
    subscription_ended: {
      subject: 'Ihr Abonnement ist beendet',
      text: {
        first:
          'Ihr Abonnement endete am {date}. Es wird nichts mehr abgebucht. Ihre Rechnungen bleiben im Kundenportal.{waived, select, none {} other { Die offene Rechnung über {waived} wird nicht mehr eingezogen.}}',
      },
      button: 'Abonnement ansehen',
    },
    plan_changed: {
      subject: 'Ihr Tarif wurde geändert',
      text: { first: 'Sie haben jetzt {product}. Das Abonnement verlängert sich am {date}.' },
      button: 'Abonnement ansehen',
    },
    plan_change_scheduled: {
      subject: 'Ihr Tarif wird sich ändern',
      text: {
        first:
          'Ihr Wechsel zu {product} ist vorgemerkt. Er gilt ab dem {date}; bis dahin bleibt alles, wie es ist, und Sie können den Wechsel zurücknehmen.',
      },
      button: 'Wechsel ansehen oder zurücknehmen',
    },
    seats_changed: {
      subject: 'Die Zahl Ihrer Plätze wurde geändert',
      text: {
        first:
          'Sie haben jetzt {seats, plural, one {# Platz} other {# Plätze}} von {product}. Ihr Abonnement verlängert sich am {date}.',
      },
      button: 'Abonnement ansehen',
    },
    seats_change_scheduled: {
      subject: 'Die Zahl Ihrer Plätze wird sich ändern',
      text: {
        first:
          'Ab dem {date} haben Sie {seats, plural, one {# Platz} other {# Plätze}} von {product}. Bis dahin bleibt alles, wie es ist, und Sie können die Änderung zurücknehmen.',
      },
      button: 'Änderung ansehen oder zurücknehmen',
    },
    change_taken_back: {
      subject: 'Ihr Abonnement bleibt, wie es ist',
      text: {
        first:
          'Die geplante Änderung ist zurückgenommen. Ihr Abonnement verlängert sich am {date} unverändert.',
      },
      button: 'Abonnement ansehen',
    },
    renewal_ahead: {
      subject: 'Ihr Abonnement verlängert sich am {date}',
      text: {
        first:
          '{product} verlängert sich am {date}. {card, select, none {Es ist noch keine Karte hinterlegt, von der abgebucht werden kann; bitte fügen Sie eine hinzu, wenn Sie das Abonnement behalten möchten} other {Dann werden {amount} von Ihrer Karte {card} abgebucht}}.',
        second:
          'Wenn Sie das nicht möchten, kündigen Sie vor dem {date}. Dafür müssen Sie niemanden fragen: Der Link unten führt direkt zur Seite.',
      },
      button: 'Abonnement ansehen',
    },
    trial_ending: {
      subject: 'Ihre Testphase endet am {date}',
      text: {
        first:
          'Ihre Testphase für {product} endet am {date}. {card, select, none {Es ist noch keine Karte hinterlegt, von der abgebucht werden kann; bitte fügen Sie eine hinzu, wenn Sie das Abonnement behalten möchten} other {Dann beginnt das bezahlte Abonnement, und {amount} werden von Ihrer Karte {card} abgebucht}}.',
        second:
          'Wenn Sie vor dem {date} kündigen, wird nichts abgebucht. Dafür müssen Sie niemanden fragen: Der Link unten führt direkt zur Seite.',
      },
      button: 'Abonnement ansehen',
    },
    payment_received: {
      subject: 'Ihre Zahlung ist eingegangen',
      text: {
        first:
          'Vielen Dank. Ihre Zahlung von {paid} ist eingegangen, und Ihr Abonnement ist bis zum {date} bezahlt. Die Rechnung finden Sie im Kundenportal.',
      },
      button: 'Rechnung ansehen',
    },
    purchase_paid: {
      subject: 'Ihre Zahlung ist eingegangen',
      text: {
        first:
          'Vielen Dank. Ihre Zahlung von {paid} für {product} ist eingegangen. Es wird nichts mehr abgebucht. Die Rechnung finden Sie im Kundenportal.',
      },
      button: 'Rechnung ansehen',
    },
    purchase_withdrawn: {
      subject: 'Widerrufsbestätigung',
      text: {
        first:
          'Ihr Widerruf zu {product} ist eingegangen, und der Vertrag endete am {date}. Es wird nichts weiter berechnet.{refund, select, none {} other { Geld ist auf dem Weg zurück zu Ihnen.}}',
      },
      button: 'Rechnung ansehen',
    },
    payment_failed: {
      subject: 'Ihre Zahlung ist fehlgeschlagen',
      text: {
        first: 'Wir konnten von Ihrer Karte nicht abbuchen, es wurde also nichts bezahlt. {reason}',
        second:
          'Wir versuchen es erneut am {tries}. Wird bis dahin nichts bezahlt, endet Ihr Abonnement am {ends}.{access, select, open { Was dazugehört, bleibt bis zum {access_until} verfügbar.} closed { Was dazugehört, ist gesperrt, bis die Zahlung gelingt.} other {}}',
        third: 'Bitte fügen Sie im Kundenportal eine andere Karte hinzu, oder bezahlen Sie dort.',
      },
      button: 'Jetzt bezahlen',
    },
    payment_needs_approval: {
      subject: 'Ihre Bank bittet Sie, eine Zahlung freizugeben',
      text: {
        first:
          'Wir konnten von Ihrer Karte nicht abbuchen, weil Ihre Bank möchte, dass Sie die Zahlung freigeben. Es wurde nichts bezahlt.',
        second: 'Melden Sie sich an und geben Sie sie frei, dann wird die Zahlung ausgeführt.',
      },
      button: 'Zahlung freigeben',
    },
    refunded: {
      subject: 'Geld ist auf dem Weg zurück zu Ihnen',
      text: {
        first:
          '{amount} Ihrer Zahlung wurden auf Ihre Karte zurückgezahlt; bei Ihrer Bank kann es ein paar Tage dauern, bis es zu sehen ist. Auf der Rechnung im Kundenportal steht, wie viel es insgesamt ist.',
      },
      button: 'Rechnung ansehen',
    },
    refund_failed: {
      subject: 'Ihre Erstattung ist nicht angekommen',
      text: {
        first:
          'Ihre Bank hat uns {amount} zurückgeschickt, die wir auf Ihre Karte erstattet hatten. Bitte schreiben Sie uns, wie Sie den Betrag erhalten möchten.',
      },
      button: 'Rechnung ansehen',
    },
    payment_returned: {
      subject: 'Ihre Zahlung wurde zurückgezahlt',
      text: {
        first:
          'Ihre Bank hat eine Zahlung freigegeben, nachdem die Bestellung dafür zurückgezogen worden war. Der ganze Betrag wurde auf Ihre Karte zurückgezahlt; bei Ihrer Bank kann es ein paar Tage dauern, bis es zu sehen ist.',
      },
      button: 'Bestellung ansehen',
    },
    card_added: {
      subject: 'Eine Karte wurde hinzugefügt',
      text: {
        first:
          'Für Ihre Zahlungen an {seller} wurde eine Karte gespeichert. Wenn Sie das nicht waren, entfernen Sie sie im Kundenportal und schreiben Sie uns.',
      },
      button: 'Karten ansehen',
    },
    card_changed: {
      subject: 'Ihre Karte für Zahlungen wurde geändert',
      text: {
        first:
          'Ab jetzt werden Ihre Abonnements mit dieser Karte bezahlt. Wenn Sie das nicht waren, ändern Sie es im Kundenportal und schreiben Sie uns.',
      },
      button: 'Karten ansehen',
    },
    card_removed: {
      subject: 'Eine Karte wurde entfernt',
      text: {
        first:
          'Diese Karte ist nicht mehr gespeichert, und es wird nichts mehr von ihr abgebucht. Wenn Sie das nicht waren, schreiben Sie uns.',
      },
      button: 'Karten ansehen',
    },
    card_expiring: {
      subject: 'Ihre Karte läuft bald ab',
      text: {
        first:
          'Die Karte, die für {products} zahlt, ist bis Ende {card_expires} gültig. Fügen Sie vorher eine andere hinzu, damit keine Zahlung fehlschlägt.',
        second:
          'Wenn Ihre Bank sie unter derselben Nummer erneuert hat, kann es sein, dass Sie sie mit dem neuen Datum noch einmal hinzufügen müssen.',
      },
      button: 'Karte hinzufügen',
    },
    billing_changed: {
      subject: 'Ihre Rechnungsdaten wurden geändert',
      text: {
        first:
          'Der Name, die Adresse oder die Steuernummer für Ihre Rechnungen wurde geändert. Die nächste Rechnung zeigt, was im Kundenportal steht. Wenn Sie das nicht waren, schreiben Sie uns.',
      },
      button: 'Rechnungsdaten ansehen',
    },
    email_changed: {
      subject: 'Ihre E-Mail-Adresse bei {seller} wurde geändert',
      text: {
        first:
          'E-Mails von {seller} gehen ab jetzt an {address}. Wenn Sie das nicht wollten, schreiben Sie sofort an {contact}.',
      },
    },
    email_change: {
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse für {seller}',
      text: {
        first:
          'Jemand möchte diese Adresse bei {seller} verwenden. Wenn Sie das waren, bestätigen Sie sie innerhalb von dreißig Minuten.',
        second: 'Wenn nicht, brauchen Sie nichts zu tun.',
      },
      button: 'Adresse bestätigen',
    },
    sign_in_code: {
      subject: '{code} ist Ihr Code für {seller}',
      text: {
        first:
          'Ihr Code ist {code}. Geben Sie ihn innerhalb von zehn Minuten in dem Browser ein, in dem Sie ihn angefordert haben.',
        second:
          'Er gilt nur einmal. Niemand von {seller} wird Sie je danach fragen. Wenn Sie ihn nicht angefordert haben, brauchen Sie nichts zu tun.',
      },
      button: 'Code eingeben',
    },
    sign_in_code_anywhere: {
      subject: '{code} ist Ihr Code für {seller}',
      text: {
        first:
          'Ihr Code ist {code}. Geben Sie ihn innerhalb von dreißig Minuten dort ein, wo Sie ihn angefordert haben.',
        second:
          'Er gilt nur einmal. Niemand von {seller} wird Sie je danach fragen. Wenn Sie ihn nicht angefordert haben, brauchen Sie nichts zu tun.',
      },
      button: 'Kundenportal öffnen',
    },
    seat_invitation: {
      subject: 'Sie sind zu {product} eingeladen',
      text: {
        first:
          'Ein Platz bei {product} von {seller} wartet auf Sie. Nehmen Sie ihn innerhalb eines Tages an.',
        second: 'Wenn Sie nichts davon wissen, brauchen Sie nichts zu tun.',
      },
      button: 'Platz annehmen',
    },
    access_given: {
      subject: 'Sie haben Zugang zu einem Konto bei {seller}',
      text: {
        first:
          'Diese Adresse hat Zugang zu einem Konto bei {seller} erhalten. Sie melden sich mit einem Code an, der per E-Mail kommt.',
        second: 'Wenn Sie nichts davon wissen, brauchen Sie nichts zu tun.',
      },
      button: 'Kundenportal öffnen',
    },
    access_changed: {
      subject: 'Ihr Zugang zu einem Konto bei {seller} wurde geändert',
      text: { first: 'Ab jetzt haben Sie in dem Konto diese Rolle.' },
      button: 'Kundenportal öffnen',
    },
    access_removed: {
      subject: 'Sie haben keinen Zugang mehr zu einem Konto bei {seller}',
      text: { first: 'Mit dieser Adresse kann sich niemand mehr bei dem Konto anmelden.' },
    },
    codes_tried: {
      subject: 'Für Ihr Konto bei {seller} wurden falsche Codes eingegeben',
      text: {
        first:
          'Jemand hat einen Code angefordert, um sich mit dieser Adresse anzumelden, und danach falsche eingegeben, bis keiner mehr angenommen wurde. Niemand konnte sich damit anmelden.',
        second:
          'Wenn Sie es waren, lassen Sie sich einen neuen Code senden. Wenn nicht, brauchen Sie nichts zu tun: Ohne einen Code aus Ihrem Postfach kann sich niemand anmelden.',
      },
    },
    signed_in: {
      subject: 'Anmeldung mit einem neuen Browser in Ihrem Konto bei {seller}',
      text: {
        first:
          'Jemand hat sich in Ihrem Konto mit einem Browser angemeldet, der in den letzten dreißig Tagen nicht dafür benutzt wurde: {device}.',
        second:
          'Wenn Sie es waren, brauchen Sie nichts zu tun. Wenn nicht, melden Sie sich auf der Seite, zu der diese E-Mail führt, überall ab.',
      },
      button: 'Sehen, wo Sie angemeldet sind',
    },
    data_erased: {
      subject: 'Ihre Daten wurden gelöscht',
      text: {
        first:
          'Wie von Ihnen gewünscht, wurden Ihr Name, Ihre Adressen, Ihre Steuernummer, Karten und Mails endgültig gelöscht.',
        second:
          'Rechnungen und Belege sowie die Aufzeichnung, was geändert wurde, bleiben bei {seller}, solange das Buchführungsrecht es verlangt: in den meisten Ländern sechs bis zehn Jahre.',
        third:
          'Bei dem Konto kann sich niemand mehr anmelden. Dies ist die letzte E-Mail dazu, und sie wird nicht aufbewahrt.',
      },
    },

    processor_refuses_key: {
      subject: 'Der Zahlungsabwickler lehnt Ihren Schlüssel ab',
      text: {
        first:
          'Seit {about} lehnt der Zahlungsabwickler den Schlüssel ab, mit dem dieses Portal abbucht. Bis er wieder angenommen wird, wird nichts abgebucht, und keine Zahlung gilt als fehlgeschlagen. Alles, was wartet, wird abgebucht, sobald der Schlüssel wieder gilt.',
      },
    },
    payment_quarantined: {
      subject: 'Eine Zahlung passt nicht zu Ihren Büchern',
      text: {
        first:
          'Die Zahlung {about} beim Zahlungsabwickler ist nicht das, was verlangt wurde, oder niemand hat sie verlangt. Sie wurde nicht als bezahlt gewertet. Sehen Sie beim Zahlungsabwickler nach: Sobald dort alles zurückgezahlt ist, kann das, wofür sie war, wieder bezahlt werden.',
      },
    },
    refund_refused: {
      subject: 'Eine Erstattung ist nicht angekommen',
      text: {
        first:
          'Die Zahlung {about} sollte zurückgezahlt werden, aber die Bank hat das Geld nicht angenommen. Sie schulden es noch: Fragen Sie die Kundin oder den Kunden, auf welchem Weg es ankommen soll.',
      },
    },
    payment_disputed: {
      subject: 'Ein Kunde bestreitet eine Zahlung',
      text: {
        first:
          'Die Zahlung {about} wird von der Bank des Kunden bestritten. Das Abonnement läuft weiter, bis die Bank entschieden hat, und bis dahin kann nichts davon zurückgezahlt werden. Was verkauft und wie es genutzt wurde, ist so festgehalten, wie es heute war.',
      },
    },
    leaving_statement: {
      subject: 'Jemand beendet einen Vertrag',
      text: {
        first:
          'Ohne sich anzumelden hat jemand erklärt, einen Vertrag zu kündigen oder zu widerrufen: {about}. Es gilt ab dem Eingang. Es wird von selbst ausgeführt, sobald der Link in der E-Mail an die Person geöffnet wird; geschieht das nicht, suchen Sie den Vertrag und führen Sie es über die API aus.',
      },
    },
    webhook_endpoint_disabled: {
      subject: 'Ein Webhook-Endpunkt wurde abgeschaltet',
      text: {
        first:
          'Die letzten zehn Ereignisse für {about} konnten nicht zugestellt werden, deshalb wird nichts mehr dorthin gesendet. Was nicht zugestellt wurde, wird neunzig Tage aufbewahrt. Bringen Sie den Empfänger in Ordnung, schalten Sie den Endpunkt wieder ein, und lassen Sie senden, was ihm entgangen ist.',
      },
    },
  },
} as const satisfies Catalogue<typeof en>
