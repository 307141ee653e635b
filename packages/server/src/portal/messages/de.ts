import type { Catalogue } from '../../languages/messages.ts'
import type { en } from './en.ts'

export const de = {
  skip: 'Zum Inhalt springen',
  backTo: 'Zurück zu {name}',
  signOut: 'Abmelden',
  working: 'Einen Moment …',
  sandbox: 'Testbetrieb: Es fließt kein echtes Geld.',
  footer: 'Hier verwalten Sie Ihr Abonnement bei {name}.',

  language: { label: 'Sprache', change: 'Ändern' },

  nav: {
    label: 'Bereiche',
    overview: 'Übersicht',
    orders: 'Rechnungen',
    payment_methods: 'Zahlungsarten',
    billing: 'Rechnungsdaten',
  },

  price: {
    day: '{count, plural, one {{amount} pro Tag} other {{amount} alle # Tage}}',
    week: '{count, plural, one {{amount} pro Woche} other {{amount} alle # Wochen}}',
    month: '{count, plural, one {{amount} pro Monat} other {{amount} alle # Monate}}',
    year: '{count, plural, one {{amount} pro Jahr} other {{amount} alle # Jahre}}',
  },

  standing: {
    active: 'Aktiv',
    trialing: 'Testphase',
    ending: 'Endet bald',
    pausing: 'Pausiert bald',
    paused: 'Pausiert',
    past_due: 'Zahlung fehlgeschlagen',
    ended: 'Beendet',
    pending: 'Wird eingerichtet',
  },
  next: {
    renews: 'Verlängert sich am {date}.',
    renewsFor: 'Verlängert sich am {date} für {amount}.',
    trial: 'Ihre Testphase endet am {date}, danach beginnt das bezahlte Abonnement.',
    trialFor: 'Ihre Testphase endet am {date}. An diesem Tag werden {amount} abgebucht.',
    ends: 'Sie haben Zugang bis zum {date}. Es wird nichts mehr abgebucht.',
    pauses: 'Sie haben Zugang bis zum {date}. Danach pausiert es, und es wird nichts abgebucht.',
    pausesUntil:
      'Sie haben Zugang bis zum {date}. Danach pausiert es, und es wird nichts abgebucht, bis es am {resumes} von selbst weiterläuft.',
    paused: 'Pausiert seit dem {since}. Es wird nichts abgebucht, bis Sie es fortsetzen.',
    resumes: 'Pausiert seit dem {since}. Es läuft am {date} von selbst weiter.',
    resumesFor: 'Pausiert seit dem {since}. Es läuft am {date} von selbst weiter für {amount}.',
    overdue:
      'Die Verlängerung vom {date} konnte nicht abgebucht werden. Sie haben weiter Zugang, während wir es erneut versuchen.',
    overdueClosed: 'Die Verlängerung vom {date} konnte nicht abgebucht werden.',
    ended: 'Beendet am {date}. Es wird nichts mehr abgebucht.',
    none: 'Dieses Abonnement wird gerade eingerichtet.',
  },
  overdue: {
    label: 'Eine Zahlung ist fehlgeschlagen',
    failed: '{amount} für {product} konnten nicht abgebucht werden.',
    failedCard: '{amount} für {product} konnten nicht von {card} abgebucht werden.',
    tries: 'Wir versuchen es erneut am {dates}.',
    keeps: 'Was dazugehört, bleibt bis zum {date} verfügbar.',
    closed: 'Was dazugehört, ist gesperrt, bis die Zahlung gelingt.',
    ends: 'Wird bis dahin nichts bezahlt, endet Ihr Abonnement am {date}.',
    stays: 'Der Betrag bleibt offen, solange Ihr Abonnement pausiert.',
    paying:
      'Eine Zahlung ist unterwegs, und Ihre Bank hat noch nicht geantwortet. Bitte zahlen Sie nicht noch einmal.',
    reasons: {
      insufficient_funds:
        'Auf der Karte war nicht genug Geld. Laden Sie sie vor dem nächsten Versuch auf, oder zahlen Sie mit einer anderen Karte.',
      expired_card:
        'Die Karte ist abgelaufen. Zahlen Sie mit einer anderen Karte; dieselbe wird nicht mehr angenommen.',
      incorrect_details:
        'Ihre Bank meldet, dass die Kartendaten nicht stimmen. Fügen Sie die Karte noch einmal hinzu, oder nehmen Sie eine andere.',
      limit_exceeded:
        'Das Limit der Karte ist erreicht. Lassen Sie es von Ihrer Bank erhöhen, warten Sie, bis es neu beginnt, oder zahlen Sie mit einer anderen Karte.',
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
      no_card: 'Es gab keine Karte zum Abbuchen. Fügen Sie eine hinzu, dann wird sofort abgebucht.',
      given_up:
        'Die Zahlung wurde abgebrochen, bevor Ihre Bank sie freigegeben hatte. Drücken Sie „Jetzt bezahlen“, um neu zu beginnen.',
      refused:
        'Ihre Bank hat die Karte abgelehnt, ohne uns einen Grund zu nennen. Zahlen Sie mit einer anderen Karte, oder fragen Sie Ihre Bank.',
    },
  },
  discount: {
    each: '{name}: {off} Rabatt auf jede Zahlung.',
    next: '{name}: {off} Rabatt auf die nächste Zahlung.',
    until: '{name}: {off} Rabatt auf jede Zahlung vor dem {date}.',
    over: '{name} wurde angerechnet. Die nächste Zahlung ist ohne diesen Rabatt.',
  },
  includesTax: 'Enthält {amount} Steuern.',
  paidWith: 'Bezahlt mit {card}.',
  noCard: 'Es ist keine Zahlungsart hinterlegt.',
  card: '{brand}, endet auf {last4}',
  expires: 'Gültig bis {month}/{year}',

  overview: {
    unread:
      'Ihre Abos ließen sich gerade nicht lesen. Es hat sich nichts geändert; bitte versuchen Sie es gleich noch einmal.',
    title: 'Ihr Abonnement',
    titleMany: 'Ihre Abonnements',
    empty: 'Sie haben kein Abonnement.',
    emptyHelp: 'Wenn Sie bei {name} eines kaufen, finden Sie es hier.',
    past: 'Frühere Abonnements',
    invoices: 'Letzte Rechnungen',
    allInvoices: 'Alle Rechnungen',
  },

  benefits: { title: 'Was Sie bekommen' },

  usage: {
    title: 'Ihre Nutzung',
    token: '{amount} Tokens',
    since: '{amount} seit dem {date}',
  },

  subscription: {
    details: 'Einzelheiten',
    started: 'Begonnen am',
    period: 'Laufender Zeitraum',
    periodOf: '{from} bis {to}',
    trialEnds: 'Testphase endet am',
    canceledOn: 'Gekündigt am',
    endsOn: 'Zugang endet am',
    endedOn: 'Beendet am',
    history: 'Rechnungen zu diesem Abonnement',
    manage: 'Einzelheiten',
    seats: 'Plätze',
  },

  seats: '{count, plural, one {# Platz} other {# Plätze}}',
  perSeat:
    '{min, plural, =1 {{price} und Platz} one {{price} und Platz, mindestens # Platz} other {{price} und Platz, mindestens # Plätze}}',
  perSeatFrom:
    '{min, plural, =1 {ab {price} und Platz} one {ab {price} und Platz, mindestens # Platz} other {ab {price} und Platz, mindestens # Plätze}}',

  change: {
    action: 'Tarif wechseln',
    title: 'Tarif wechseln',
    current: 'Ihr Tarif',
    choose: 'Wählen Sie einen anderen Tarif',
    show: 'Weiter',
    nothing: 'Es gibt keinen anderen Tarif, zu dem Sie wechseln können.',
    keep: 'So lassen, wie es ist',
    other: 'Anderen Tarif wählen',
    titleTo: 'Zu {product} wechseln',
    from: 'Jetzt',
    to: 'Danach',
    today: 'Heute werden {amount} abgebucht.',
    nothingToday: 'Heute wird nichts abgebucht.',
    credit: 'Sie erhalten {amount} als Guthaben. Ihre nächsten Rechnungen verbrauchen es zuerst.',
    whenPaid:
      'Der Wechsel geschieht, sobald er bezahlt ist. Schlägt die Zahlung fehl, bleibt alles, wie es ist.',
    atOnce: 'Der Wechsel geschieht sofort.',
    later: 'Bis zum {date} ändert sich nichts. Bis dahin können Sie den Wechsel zurücknehmen.',
    laterOnResumption:
      'Während der Pause ändert sich nichts. Der Wechsel kommt, wenn Sie Ihr Abonnement fortsetzen.',
    nextInvoice: 'Ihre nächste Rechnung am {date} beträgt {amount}.',
    atResumption: 'Wenn Sie es fortsetzen, werden {amount} abgebucht.',
    trial: 'Ihre Testphase endet dann am {date}. An diesem Tag werden {amount} abgebucht.',
    follows: 'Danach verlängert es sich am {date} für {amount}.',
    followsPrice: 'Danach bezahlen Sie {price}, gegebenenfalls zuzüglich Steuern.',
    unused: 'Gutschrift für ungenutzte Zeit',
    remaining: 'Rest dieses Zeitraums',
    dueToday: 'Heute zu zahlen',
    dueOn: 'Zu zahlen am {date}',
    what: 'So setzt es sich zusammen',
    pay: 'Zahlungspflichtig wechseln: {amount}',
    confirm: 'Jetzt zahlungspflichtig wechseln',
    confirmOn: 'Zum {date} zahlungspflichtig wechseln',
    confirmLater: 'Mit der Fortsetzung zahlungspflichtig wechseln',
    done: 'Sie haben jetzt {product}.',
    paid: '{amount} wurden abgebucht.',
    scheduled: 'Am {date} wechseln Sie zu {what}.',
    scheduledOn: 'Am {date} wechselt Ihr Tarif.',
    waiting:
      'Ihre Bank hat noch nicht geantwortet. Der Wechsel geschieht, sobald sie es tut, und abgebucht wird höchstens einmal.',
    undo: 'Wechsel zurücknehmen',
    undone: 'Der Wechsel ist zurückgenommen. Alles bleibt, wie es ist.',
    undoneBefore: 'Es war kein Wechsel vorgemerkt. Es wurde nichts geändert.',
    finish: 'Der Wechsel wird abgeschlossen …',
  },

  changeSeats: {
    action: 'Plätze ändern',
    title: 'Plätze von {product}',
    label: 'Anzahl der Plätze',
    have: 'Sie haben {count, plural, one {# Platz} other {# Plätze}}.',
    range: 'Zwischen {min, number} und {max, number}.',
    rangeFrom: 'Mindestens {min, number}.',
    titleTo: 'Zu {count, plural, one {# Platz} other {# Plätzen}} wechseln',
    same: 'So viele haben Sie bereits.',
    whole: 'Geben Sie eine ganze Zahl ein.',
    other: 'Andere Anzahl wählen',
    done: 'Sie haben jetzt {count, plural, one {# Platz} other {# Plätze}}.',
  },

  refused: {
    title: 'Das hat nicht geklappt',
    notNow: 'Das geht gerade nicht',
    QuoteOutdated:
      'Das hat sich geändert, seit Sie es angesehen haben. Es wurde nichts geändert und nichts abgebucht. Bitte sehen Sie es sich noch einmal an.',
    PaymentFailed:
      'Von Ihrer Karte wurde nichts abgebucht: Die Bank hat sie abgelehnt. Es wurde nichts geändert. Versuchen Sie es mit einer anderen Karte.',
    PaymentAlreadyInProgress:
      'Ihre Bank hat noch nicht geantwortet. Der Wechsel geschieht, sobald sie es tut, und abgebucht wird höchstens einmal. Sehen Sie gleich noch einmal nach.',
    SubscriptionLocked:
      'Ein Wechsel dieses Abonnements wird gerade bezahlt, und die Bank hat noch nicht geantwortet. Es wurde nichts weiter geändert. Sehen Sie gleich noch einmal nach.',
    AlreadyCanceledSubscription:
      'Dieses Abonnement ist gekündigt und lässt sich deshalb nicht ändern. Es wurde nichts geändert. Nehmen Sie zuerst die Kündigung zurück.',
    UpdateSubscriptionPlanNotAllowed: 'Tarife lassen sich hier nicht wechseln. Es wurde nichts geändert.',
    UpdateSubscriptionSeatsNotAllowed:
      'Die Anzahl der Plätze lässt sich hier nicht ändern. Es wurde nichts geändert.',
    PolarRequestValidationError: 'Dieser Tarif kann nicht mehr gewählt werden. Es wurde nichts geändert.',
    NotASeatBasedSubscription: 'Dieses Abonnement hat keine Plätze. Es wurde nichts geändert.',
    BelowMinimumSeats: 'Das sind weniger Plätze, als dieser Tarif erlaubt.',
    AboveMaximumSeats: 'Das sind mehr Plätze, als dieser Tarif erlaubt.',
    SeatsAlreadyAssigned:
      'Es sind mehr Plätze vergeben. Geben Sie zuerst einige frei. Es wurde nichts geändert.',
    CannotPauseSubscription:
      'Nur ein aktives Abonnement, das sich verlängert, kann pausieren. Es wurde nichts geändert.',
    NoScheduledPause: 'Es war keine Pause vorgemerkt. Es wurde nichts geändert.',
    NotPausedSubscription: 'Dieses Abonnement pausiert nicht. Es wurde nichts geändert und nichts abgebucht.',
    PauseResumeNotAllowed: 'Pausieren und Fortsetzen ist hier nicht möglich. Es wurde nichts geändert.',
    PaymentMethodRequired:
      'Fügen Sie zuerst eine Zahlungsart hinzu. Es wurde nichts geändert und nichts abgebucht.',
    RevokeNotAllowed: 'Dieses Abonnement läuft und ist bezahlt. Es wurde nichts geändert.',
  },

  pause: {
    action: 'Abonnement pausieren',
    instead: 'Stattdessen pausieren',
    title: '{product} pausieren',
    until: 'Sie haben Zugang bis zum {date}.',
    noCharge:
      'Danach pausiert es: Sie haben keinen Zugang, und es wird nichts abgebucht, bis es weiterläuft.',
    takeBack:
      'Bis dahin können Sie das zurücknehmen. Danach können Sie es jederzeit fortsetzen oder beenden.',
    resumes: 'Läuft von selbst weiter am',
    resumesHelp:
      'Frühestens am {earliest}. An diesem Tag wird abgebucht. Ohne Datum pausiert es, bis Sie es fortsetzen.',
    wrongDate: 'Wählen Sie einen Tag ab dem {earliest} oder keinen.',
    keep: 'Abonnement behalten',
    done: 'Ihr Abonnement pausiert nach dem {date}. In der Pause wird nichts abgebucht.',
    undo: 'Doch nicht pausieren',
    undone: 'Ihr Abonnement pausiert nicht. Es verlängert sich am {date}.',
  },

  resume: {
    action: 'Fortsetzen',
    actionFor: 'Fortsetzen für {amount}',
    title: '{product} fortsetzen',
    follows: 'Heute beginnt ein neuer Zeitraum. Es verlängert sich am {date}.',
    price: 'Heute bezahlen Sie {price}, gegebenenfalls zuzüglich Steuern.',
    confirm: 'Zahlungspflichtig fortsetzen: {amount}',
    confirmFree: 'Jetzt fortsetzen',
    leave: 'Weiter pausieren',
    done: 'Ihr Abonnement läuft wieder. Es verlängert sich am {date}.',
    unpaid:
      'Ihr Abonnement läuft wieder, aber die Zahlung ist fehlgeschlagen. Bezahlen Sie die offene Rechnung, um es zu behalten.',
  },

  cancel: {
    action: 'Abonnement kündigen',
    title: '{product} kündigen',
    until: 'Sie haben Zugang bis zum {date}.',
    noCharge: 'Es wird nichts mehr abgebucht.',
    noRefund: 'Es wird nichts erstattet: Was Sie bezahlt haben, können Sie bis dahin nutzen.',
    undo: 'Sie können die Kündigung bis zum {date} zurücknehmen.',
    instead: 'Oder statt zu kündigen',
    again: 'Es ist nicht mehr, wie diese Seite es zeigte. Es wurde nichts geändert. So ist es jetzt.',
    noChargeTrial: 'Es wird gar nichts abgebucht.',
    overdue:
      'Die Rechnung über {amount}, die nicht abgebucht werden konnte, bleibt bis dahin offen; wir versuchen es möglicherweise noch einmal.',
    atOnce: 'Es pausiert und endet deshalb sofort. Es wird nichts mehr abgebucht.',
    doneAtOnce: 'Ihr Abonnement ist beendet. Es wird nichts mehr abgebucht.',
    keep: 'Abonnement behalten',
    mail: 'Wir senden eine Bestätigung an {email}.',
    done: 'Ihr Abonnement ist gekündigt. Sie haben Zugang bis zum {date}, und es wird nichts mehr abgebucht.',
    doneBefore: 'Dieses Abonnement war bereits gekündigt. Es wurde nichts geändert.',
    why: 'Möchten Sie uns sagen, warum? (freiwillig)',
    whySend: 'Senden',
    comment: 'Was Sie noch sagen möchten',
    thanks: 'Danke, dass Sie es uns sagen.',
    reasons: {
      too_expensive: 'Es ist zu teuer',
      missing_features: 'Mir fehlt etwas, das ich brauche',
      switched_service: 'Ich nutze jetzt etwas anderes',
      unused: 'Ich nutze es zu wenig',
      customer_service: 'Mir wurde nicht gut geholfen',
      low_quality: 'Es hat nicht gut funktioniert',
      too_complex: 'Es ist zu kompliziert',
      other: 'Etwas anderes',
    },
  },

  receipt: {
    cancellation: 'Kündigungsbestätigung',
    withdrawal: 'Widerrufsbestätigung',
    canceled:
      'Ihre Kündigung von {product} ist eingegangen, und der Vertrag endet am {date}. Für die Zeit danach wird nichts berechnet.',
    withdrawn:
      'Ihr Widerruf zu {product} ist eingegangen, und der Vertrag endete am {date}. Es wird nichts weiter berechnet.',
    takenBack: 'Diese Kündigung wurde am {date} zurückgenommen. Der Vertrag läuft weiter.',
    number: 'Belegnummer',
    customer: 'Kundin oder Kunde',
    contract: 'Vertrag',
    received: 'Eingegangen',
    ends: 'Vertragsende',
    declaredBy: 'Erklärt von',
    byCustomer: 'der Kundin oder dem Kunden',
    bySeller: 'dem Anbieter',
    keep: 'Bewahren Sie sie auf: Laden Sie sie herunter, oder drucken Sie diese Seite.',
    pdf: 'Als PDF herunterladen',
    text: 'Als Text herunterladen',
    json: 'Für Programme herunterladen (JSON)',
    check: 'Jeder kann prüfen, ob sie echt ist:',
    checkLink: 'Beleg prüfen',
    seal: 'Siegel',
  },

  verify: {
    title: 'Beleg prüfen',
    help: 'Fügen Sie eine Kündigungsbestätigung von {name} ein, oder nur ihr Siegel, oder wählen Sie die Datei. Sie erfahren, ob sie echt ist und was sie sagt. Es wird nichts gespeichert.',
    paste: 'Der Beleg',
    file: 'Oder seine Datei',
    action: 'Prüfen',
    nothing: 'Fügen Sie zuerst einen Beleg ein, oder wählen Sie seine Datei.',
    tooLarge: 'Diese Datei ist größer als jeder Beleg von uns.',
    genuineTitle: 'Dieser Beleg ist echt',
    genuine:
      '{name} hat genau dies besiegelt. Was sonst auf dem Papier oder in der Mail steht, ist nicht besiegelt: Vergleichen Sie es hiermit.',
    stands: 'Er wurde nicht zurückgenommen.',
    takenBack:
      'Die Kündigung wurde am {date} zurückgenommen, nachdem dieser Beleg ausgestellt war. Der Vertrag läuft weiter.',
    alteredTitle: 'Dieser Beleg wurde verändert',
    altered:
      'Er trägt ein Siegel, wie {name} es gibt, aber was er sagt, ist nicht, was besiegelt wurde. Verlassen Sie sich nicht darauf.',
    unknownTitle: 'Das ist kein Beleg von uns',
    unknown:
      'Es steht kein Siegel darin, das {name} gegeben hat. Vielleicht fehlt ein Teil: Kopieren Sie alles, und versuchen Sie es noch einmal.',
    statement:
      'Dies bestätigt, dass eine Erklärung eingegangen ist. Es sagt nicht, dass ein Vertrag beendet ist.',
    another: 'Noch einen prüfen',
  },

  exits: {
    label: 'Verträge beenden',
    cancel: 'Verträge hier kündigen',
    withdraw: 'Vertrag hier widerrufen',
    check: 'Beleg prüfen',
  },

  withdraw: {
    link: 'Vertrag hier widerrufen',
    until: 'Sie können diesen Vertrag bis zum {date} widerrufen.',
    title: '{product} widerrufen',
    atOnce: 'Vertrag und Zugang enden sofort. Es wird nichts weiter berechnet.',
    full: 'Sie bekommen alles zurück, was Sie bezahlt haben: {amount}.',
    proRata:
      'Sie bekommen {amount} zurück: was Sie bezahlt haben, ohne die schon vergangenen Tage, weil Sie den sofortigen Beginn gewünscht haben.',
    nothingBack: 'Sie haben nichts bezahlt, was zurückgezahlt werden könnte.',
    how: 'Es kommt auf dem Weg zurück, auf dem Sie bezahlt haben, innerhalb von 14 Tagen.',
    noUndo:
      'Ein Widerruf lässt sich nicht zurücknehmen. Wenn Sie es bis zum Ende des Zeitraums nutzen möchten, kündigen Sie stattdessen.',
    cancelInstead: 'Stattdessen kündigen',
    action: 'Widerruf bestätigen',
    keep: 'Abonnement behalten',
    done: 'Sie haben den Vertrag widerrufen. Er ist beendet, und es wird nichts weiter berechnet.',
    doneBack:
      'Sie haben den Vertrag widerrufen. Er ist beendet, und {amount} sind auf dem Weg zu Ihnen zurück.',
    notPossible:
      'Dieser Vertrag lässt sich nicht oder nicht mehr widerrufen. Es wurde nichts geändert. Sie können ihn kündigen.',
  },

  statement: {
    cancelTitle: 'Vertrag kündigen',
    withdrawTitle: 'Vertrag widerrufen',
    cancelHelp:
      'Sie brauchen kein Konto und kein Passwort. Wir bestätigen sofort, wann Ihre Kündigung eingegangen ist, hier und per E-Mail.',
    withdrawHelp:
      'Sie brauchen kein Konto und kein Passwort. Wir bestätigen sofort, wann Ihr Widerruf eingegangen ist, hier und per E-Mail.',
    counts: 'Es zählt, wann die Erklärung hier eingeht, nicht, wann wir sie bearbeiten.',
    name: 'Ihr Name',
    nameWrong: 'Bitte schreiben Sie Ihren Namen.',
    email: 'Ihre E-Mail-Adresse',
    emailHelp: 'Dorthin senden wir die Bestätigung. Nehmen Sie die Adresse, mit der Sie gekauft haben.',
    contract: 'Welcher Vertrag',
    contractHelp: 'Was Sie gekauft haben, oder eine Nummer von einer Rechnung oder aus einer Mail.',
    contractWrong: 'Bitte schreiben Sie, welchen Vertrag Sie meinen.',
    when: 'Wann er enden soll',
    soonest: 'So bald wie möglich',
    onDay: 'An einem bestimmten Tag',
    day: 'Der Tag',
    dayWrong: 'Wählen Sie einen Tag oder „so bald wie möglich“.',
    reason: 'Ihr Grund',
    optional: 'freiwillig',
    reasonHelp: 'Nur nötig bei einer außerordentlichen Kündigung.',
    cancel: 'jetzt kündigen',
    withdraw: 'Widerruf bestätigen',
    problems: 'Es fehlt noch etwas. Es wurde noch nichts gesendet.',
    cancelArrived: 'Ihre Kündigung ist eingegangen',
    withdrawArrived: 'Ihr Widerruf ist eingegangen',
    arrived: 'Eingegangen am {time}. Dies ist die Bestätigung; eine Kopie ist auf dem Weg an {email}.',
    next: 'Öffnen Sie den Link in dieser Mail, damit wir wissen, dass die Adresse Ihnen gehört. Dann wird sie sofort ausgeführt. Sie zählt in jedem Fall ab ihrem Eingang.',
    number: 'Nummer',
    received: 'Eingegangen',
    save: 'Bestätigung speichern',
    linkOver: 'Dieser Link gilt nicht mehr',
    linkOverHelp:
      'Er wurde benutzt oder ist älter als 14 Tage. Ihre Erklärung zählt trotzdem: Der Anbieter hat sie.',
    proveTitle: 'Ist das Ihre Erklärung?',
    proveHelp:
      'Mit diesem Schritt zeigen Sie, dass die Adresse Ihnen gehört, und die Erklärung wird ausgeführt.',
    prove: 'Ja, ausführen',
    chooseTitle: 'Welchen Vertrag meinen Sie?',
    choose: 'Wählen Sie den Vertrag',
    chooseWrong: 'Wählen Sie zuerst einen.',
    chosenEnds: '{product}, bis zum {date}',
    chosenNow: '„{product}“',
    appliedCancel: 'Er ist gekündigt. Sie haben Zugang bis zum {date}, und es wird nichts mehr abgebucht.',
    appliedAtOnce: 'Der Vertrag ist beendet. Es wird nichts weiter berechnet.',
    doneBefore: 'Dieser Vertrag war bereits gekündigt. Nach seinem Ende wird nichts mehr abgebucht.',
    passedOnTitle: 'Der Anbieter hat Ihre Erklärung',
    passedOn:
      'Wir konnten nicht von selbst erkennen, welchen Vertrag Sie meinen, deshalb sieht ihn sich jemand an. Es zählt der Eingang am {time}. Sie brauchen nichts weiter zu tun.',
  },

  law: {
    renewal:
      'Es verlängert sich von selbst, bis Sie kündigen. Kündigen können Sie hier jederzeit mit einem Klick; was Sie bezahlt haben, behalten Sie.',
    howToCancel: 'Kündigen können Sie auch ohne Anmeldung: {address}',
  },

  reactivate: {
    action: 'Kündigung zurücknehmen',
    done: 'Ihr Abonnement läuft weiter. Es verlängert sich am {date}.',
    doneTrial: 'Ihr Abonnement läuft weiter. Ihre Testphase geht bis zum {date}.',
    donePastDue: 'Ihr Abonnement läuft weiter. Eine Rechnung ist noch offen.',
    doneBefore: 'Es war keine Kündigung vorgemerkt. Es wurde nichts geändert.',
    tooLate: 'Dieses Abonnement ist beendet. Sie können es erneut kaufen.',
  },

  resubscribe: {
    action: 'Erneut kaufen',
    title: '{product} erneut kaufen',
    today: 'Heute werden {amount} abgebucht.',
    terms: 'Danach {price}. Sie können jederzeit kündigen.',
    confirm: '{amount} bezahlen',
    done: 'Willkommen zurück. Ihr Abonnement ist aktiv.',
    waiting: 'Ihre Bank hat noch nicht geantwortet. Sobald sie es tut, schalten wir Ihr Abonnement frei.',
    already: 'Sie haben dieses Abonnement bereits. Es wurde nichts abgebucht.',
  },

  orders: {
    title: 'Rechnungen',
    empty: 'Es gibt noch keine Rechnungen.',
    date: 'Datum',
    number: 'Nummer',
    description: 'Für',
    amount: 'Betrag',
    status: 'Status',
    open: 'Rechnung {number}',
    newer: 'Neuere',
    older: 'Ältere',
    page: 'Seite {page, number} von {pages, number}',
    statuses: {
      pending: 'Offen',
      paid: 'Bezahlt',
      refunded: 'Erstattet',
      partially_refunded: 'Teilweise erstattet',
      void: 'Storniert',
    },
    download: 'Rechnung herunterladen',
    receipt: 'Quittung herunterladen',
    subtotal: 'Zwischensumme',
    discount: 'Rabatt',
    tax: 'Steuer',
    total: 'Gesamt',
    applied: 'Verrechnetes Guthaben',
    due: 'Zu zahlen',
    refunded: 'Erstattet',
    billedTo: 'Rechnung an',
    noInvoice: 'Zu dieser Rechnung gibt es kein Dokument.',
    notYet: 'Das Dokument wird gerade erstellt. Bitte versuchen Sie es gleich noch einmal.',
    missingDetails:
      'Eine Rechnung braucht Ihren Namen und Ihre Adresse. Tragen Sie sie hier ein und laden Sie die Rechnung dann herunter.',
    correct: 'Rechnungsdaten auf dieser Rechnung berichtigen',
    corrected: 'Die Rechnung trägt jetzt diese Rechnungsdaten.',
    period: 'Zeitraum',
    frozen: 'Land und Bundesland bestimmten die Steuer dieser Rechnung und lassen sich nicht mehr ändern.',
  },

  pay: {
    open: '{amount} sind offen.',
    action: 'Jetzt bezahlen',
    checking: 'Ihre Bank wird gefragt …',
    title: 'Rechnung {number} bezahlen',
    choose: 'Bezahlen mit',
    confirm: '{amount} bezahlen',
    newCard: 'Andere Karte verwenden',
    done: 'Danke. {amount} wurden bezahlt.',
    failed: 'Die Zahlung hat nicht geklappt. Es wurde nichts abgebucht.',
    waiting:
      'Ihre Bank hat noch nicht geantwortet. Sehen Sie gleich noch einmal nach und bezahlen Sie bitte nicht ein zweites Mal.',
    notOpen: 'Diese Rechnung ist nicht zur Zahlung offen. Es wurde nichts abgebucht.',
    tooMany:
      'Diese Rechnung wurde heute zu oft versucht. Es wurde nichts abgebucht. Bitte wenden Sie sich an uns.',
    busy: 'Eine Zahlung für diese Rechnung läuft bereits. Es wurde nichts weiter abgebucht.',
  },

  methods: {
    atPolar: 'Karte bei Polar hinterlegen',
    atPolarHelp:
      'Karten nehmen wir über Polar entgegen, unseren Zahlungsdienst. Melden Sie sich dort mit einem Code per E-Mail an, hinterlegen Sie die Karte und kommen Sie zurück: Dann steht sie hier.',
    title: 'Zahlungsarten',
    empty: 'Es ist keine Zahlungsart hinterlegt.',
    default: 'Standard',
    defaultHelp: 'Verlängerungen werden von der Standardkarte abgebucht.',
    add: 'Zahlungsart hinzufügen',
    addOverdue:
      'Die neue Karte wird Ihr Standard, und der offene Betrag von {amount} wird sofort von ihr abgebucht.',
    addHelp: 'Die neue Karte wird Ihr Standard für alle Verlängerungen.',
    continue: 'Weiter',
    makeDefault: 'Als Standard verwenden',
    remove: 'Entfernen',
    removeTitle: '{card} entfernen?',
    removeHelp: 'Von ihr wird nichts mehr abgebucht. Sie können sie jederzeit wieder hinzufügen.',
    keep: 'Karte behalten',
    added: '{card} wurde hinzugefügt und ist jetzt Ihr Standard.',
    addedUnpaid:
      '{card} wurde hinzugefügt und ist jetzt Ihr Standard, die offene Rechnung konnte aber nicht abgebucht werden.',
    madeDefault: '{card} ist jetzt Ihr Standard.',
    removed: 'Die Karte wurde entfernt.',
    beingCharged:
      'Eine Zahlung mit dieser Karte ist unterwegs. Entfernen Sie die Karte, wenn sie abgeschlossen ist. Es wurde nichts geändert.',
    inUse:
      'Ihr Abonnement braucht diese Karte. Fügen Sie zuerst eine andere hinzu und entfernen Sie dann diese. Es wurde nichts geändert.',
    refused:
      'Die Bank hat diese Karte abgelehnt. Es wurde nichts abgebucht. Versuchen Sie es mit einer anderen Karte.',
    gone: 'Diese Karte ist nicht mehr hinterlegt. Es wurde nichts geändert.',
    saving: 'Ihre Karte wird gespeichert …',
    unavailable: 'Hier können keine Karten hinzugefügt werden.',
  },

  billing: {
    title: 'Rechnungsdaten',
    help: 'Sie stehen auf Ihren künftigen Rechnungen.',
    name: 'Name oder Firma',
    line1: 'Adresse',
    line2: 'Adresse, zweite Zeile',
    postal_code: 'Postleitzahl',
    city: 'Ort',
    state: 'Bundesland oder Provinz',
    country: 'Land',
    choose: 'Land auswählen',
    tax_id: 'USt-IdNr. oder Steuernummer',
    optional: 'freiwillig',
    save: 'Rechnungsdaten speichern',
    saved: 'Ihre Rechnungsdaten sind gespeichert.',
    problems: 'Bitte prüfen Sie die markierten Felder. Es wurde nichts gespeichert.',
    countryMissing: 'Wählen Sie ein Land aus.',
    taxIdWrong: 'Das ist keine gültige USt-IdNr. oder Steuernummer für dieses Land.',
    wrong: 'Bitte prüfen Sie diese Angabe.',
  },

  emailChange: {
    section: 'E-Mail-Adresse',
    now: 'Belege und Nachrichten gehen an {email}.',
    help: 'Wir senden einen Link an die neue Adresse. Es ändert sich nichts, bevor Sie ihn öffnen und bestätigen.',
    label: 'Neue E-Mail-Adresse',
    send: 'Link senden',
    wrong: 'Schreiben Sie eine E-Mail-Adresse, etwa name@example.com.',
    same: 'Das ist schon Ihre Adresse, oder eine, die hier nicht geht. Es wurde nichts geändert.',
    sent: 'Wir haben einen Link an {email} gesendet. Öffnen Sie ihn innerhalb von dreißig Minuten; bis dahin ändert sich nichts.',
    notAllowed: 'Die E-Mail-Adresse kann hier nicht geändert werden. Es wurde nichts geändert.',
    confirmTitle: 'Bestätigen Sie Ihre Adresse',
    confirmHelp:
      'Wenn Sie bestätigen, gehen Belege und Nachrichten an die Adresse, an der Sie diesen Link bekommen haben.',
    confirm: 'Adresse bestätigen',
    done: 'Ihre E-Mail-Adresse ist geändert. Der alten haben wir es gesagt.',
    overTitle: 'Dieser Link gilt nicht mehr',
    over: 'Er wurde benutzt, ein neuerer hat ihn ersetzt, oder er ist älter als dreißig Minuten. Es wurde nichts geändert. Einen neuen bekommen Sie unter „Rechnungsdaten“.',
    takenTitle: 'Diese Adresse ist vergeben',
    taken: 'Ein anderes Konto hat diese E-Mail-Adresse. Es wurde nichts geändert.',
  },

  data: {
    section: 'Ihre Daten',
    help: 'Alles, was hier für {name} über Sie aufbewahrt wird, in einer Datei: Angaben, Abonnements, Rechnungen, Karten ohne ihre Nummern.',
    download: 'Ihre Daten herunterladen',
  },

  checkout: {
    title: '{product} abonnieren',
    trial: {
      day: '{count, plural, one {# Tag kostenlos} other {# Tage kostenlos}}',
      week: '{count, plural, one {# Woche kostenlos} other {# Wochen kostenlos}}',
      month: '{count, plural, one {# Monat kostenlos} other {# Monate kostenlos}}',
      year: '{count, plural, one {# Jahr kostenlos} other {# Jahre kostenlos}}',
    },
    afterwards: 'danach {price}',
    yourDetails: 'Ihre Angaben',
    email: 'E-Mail',
    emailWrong: 'Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com.',
    toPayment: 'Weiter zur Zahlung',
    review: 'Prüfen Sie Ihre Bestellung',
    plan: 'Tarif',
    today: 'Heute zu zahlen',
    after: 'Am {date} werden {amount} abgebucht, wenn Sie nicht vorher kündigen.',
    renewal: 'Es verlängert sich für {amount}, bis Sie kündigen. Das können Sie jederzeit.',
    pay: 'Zahlungspflichtig bestellen: {amount}',
    startTrial: 'Kostenlos testen',
    subscribe: 'Abonnieren',
    seats: 'Plätze',
    seatsCount: '{count, plural, one {für # Platz} other {für # Plätze}}',
    seatPrice: '{price} pro Platz',
    seatTier: '{from, number} bis {to, number} Plätze: je {price}',
    seatTierLast: '{from, plural, one {Ab # Platz: je {price}} other {Ab # Plätzen: je {price}}}',
    seatStep: 'Platz {from, number} bis {to, number}: je {price}',
    seatStepLast: 'Ab dem {from, number}. Platz: je {price}',
    seatsWrong: 'So viele Plätze gibt es hier nicht.',
    seatsWrongFrom: 'Geben Sie eine ganze Zahl ein, mindestens {least, number}.',
    seatsWrongRange: 'Geben Sie eine ganze Zahl von {least, number} bis {most, number} ein.',
    code: 'Rabattcode',
    codeWrong: 'Dieser Code gilt hier nicht. Es wurde nichts abgebucht.',
    discountOnce:
      'Der Rabatt gilt für die erste Zahlung. Danach beträgt der Preis {price}, gegebenenfalls zuzüglich Steuern.',
    discountMonths:
      'Der Rabatt gilt {months, plural, one {einen Monat} other {# Monate}}. Danach beträgt der Preis {price}, gegebenenfalls zuzüglich Steuern.',
    discountGone: 'Dieser Rabatt gilt nicht mehr. Es wurde nichts abgebucht. Der Preis unten ist ohne ihn.',
    change: 'Angaben ändern',
    declined:
      'Die Bank hat diese Karte abgelehnt. Es wurde nichts abgebucht. Versuchen Sie es mit einer anderen Karte.',
    already: 'Sie haben dieses Abonnement bereits. Es wurde nichts abgebucht.',
    changed: 'Der Preis hat sich geändert. Es wurde nichts abgebucht. Sehen Sie sich unten den neuen an.',
    otherAccount: 'Diese E-Mail-Adresse gehört zu einem anderen Konto. Es wurde nichts abgebucht.',
    waiting:
      'Ihre Bank hat noch nicht geantwortet. Bitte warten Sie einen Moment und sehen Sie dann nach; bezahlen Sie nicht ein zweites Mal.',
    lookAgain: 'Noch einmal nachsehen',
    doneTitle: 'Danke',
    done: 'Ihre Bestellung ist abgeschlossen. Eine Bestätigung ist unterwegs zu Ihnen.',
    expiredTitle: 'Diese Bestellung ist abgelaufen',
    expired: 'Es wurde nichts abgebucht. Gehen Sie zurück und beginnen Sie neu.',
  },

  seatInvitation: {
    title: 'Ein Platz bei {product}',
    offer: '{name} hat einen Platz für {email}. Er kostet Sie nichts.',
    take: 'Platz annehmen',
    taken: 'Der Platz gehört Ihnen.',
    overTitle: 'Diese Einladung gilt nicht mehr',
    over: 'Sie wurde vielleicht schon benutzt, zurückgenommen oder durch eine neuere ersetzt, oder sie ist älter als ein Tag. Bitten Sie die Person, die Sie eingeladen hat, sie noch einmal zu senden.',
  },

  session: {
    entering: 'Ihr Konto wird geöffnet …',
    enteringHelp: 'Drücken Sie den Knopf, wenn nichts geschieht.',
    continue: 'Weiter',
    expiredTitle: 'Dieser Link gilt nicht mehr',
    expired: 'Zu Ihrer Sicherheit gilt ein Link zu dieser Seite eine Stunde lang.',
    newLink:
      'Gehen Sie zurück zu {name}, öffnen Sie Ihre Kontoeinstellungen und wählen Sie „Manage Subscription“, um einen neuen zu bekommen.',
    signedOutTitle: 'Sie sind abgemeldet',
    signedOut: 'Niemand kann jetzt in diesem Browser Ihre Rechnungsdaten sehen.',
  },

  signIn: {
    title: 'Anmelden',
    again: 'Wieder anmelden',
    byCode: 'Mit einem Code per E-Mail anmelden',
    help: 'Wir senden einen Code an die E-Mail-Adresse, unter der {name} Sie kennt.',
    email: 'E-Mail',
    send: 'Code senden',
    orLink:
      'Oder gehen Sie zurück zu {name}, öffnen Sie Ihre Kontoeinstellungen und wählen Sie „Manage Subscription“: dafür brauchen Sie keinen Code.',
    emailWrong: 'Schreiben Sie eine E-Mail-Adresse, etwa name@example.com.',
    codeTitle: 'Geben Sie Ihren Code ein',
    sent: 'Wenn {email} zu einem Kunden gehört, ist ein Code dorthin unterwegs.',
    lives: 'Er gilt zehn Minuten lang, einmal, in diesem Browser.',
    code: 'Code',
    enter: 'Anmelden',
    another: 'Neuen Code senden',
    otherAddress: 'Andere Adresse verwenden',
    nothingCame: 'Nichts angekommen? Sehen Sie im Spam-Ordner nach, oder prüfen Sie die Adresse.',
    wrong: 'Das ist nicht der Code, oder er ist abgelaufen.',
    wrongOnce:
      'Das ist nicht der Code. Sie haben noch {left, plural, one {einen Versuch} other {# Versuche}}.',
    over: 'Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.',
    tooOften: 'Sie haben sehr oft gefragt. Warten Sie fünfzehn Minuten und versuchen Sie es dann wieder.',
    several: 'Mehrere Konten haben diese Adresse. Öffnen Sie das gemeinte aus Ihren Kontoeinstellungen.',
  },

  problem: {
    notFoundTitle: 'Diese Seite gibt es nicht',
    notFound: 'Die Adresse ist vielleicht falsch geschrieben oder gehört zu einem anderen Konto.',
    notPermittedTitle: 'Das ist denen vorbehalten, die sich um die Rechnungen kümmern',
    notPermitted: 'Wem dieses Konto gehört oder wer die Abrechnung verwaltet, kann es sehen und ändern.',
    faultTitle: 'Der Zahlungsdienst antwortet nicht',
    faultRead: 'Es wurde nichts geändert. Bitte versuchen Sie es gleich noch einmal.',
    faultWrite:
      'Wir wissen nicht, ob Ihre Änderung angekommen ist. Sehen Sie in der Übersicht nach, bevor Sie es erneut versuchen; nichts geschieht doppelt.',
    faultNotDone:
      'Ihre Änderung wurde bisher nicht ausgeführt: Wir haben nachgesehen, alles steht wie zuvor. Ihnen wurde nichts berechnet. Sehen Sie in einer Minute noch einmal nach und versuchen Sie es dann erneut.',
    incomplete:
      'Um {time} ließ sich ein Teil dieser Seite nicht lesen. Was hier steht, stimmt, aber etwas kann fehlen.',
    brokenTitle: 'Bei uns ist etwas schiefgegangen',
    broken: 'Es wurde festgehalten. Wenn Sie uns schreiben, nennen Sie diese Kennung: {reference}',
    foreignTitle: 'Das wurde von einer anderen Website gesendet',
    foreign:
      'Zu Ihrer Sicherheit wurde nichts geändert. Öffnen Sie Ihr Konto und versuchen Sie es dort noch einmal.',
    tooLargeTitle: 'Das ist zu viel Text',
    tooLarge:
      'Das Formular ist größer, als diese Seite es annimmt. Es wurde nichts geändert. Kürzen Sie es und senden Sie es erneut.',
    again: 'Noch einmal versuchen',
    toOverview: 'Zur Übersicht',
    unreadableTitle: 'Das ist kein Formular dieser Seiten',
    unreadable: 'Es wurde nichts geändert. Öffnen Sie die Seite, und senden Sie das Formular noch einmal.',
    methodTitle: 'So lässt sich diese Adresse nicht benutzen',
    method: 'Es wurde nichts geändert. Gehen Sie zur Übersicht, und versuchen Sie es von dort.',
    refused: 'Das geht gerade nicht. Es wurde nichts geändert.',
    code: 'Fehlercode: {code}',
    charged: {
      no: 'Ihnen wurde nichts berechnet.',
      unknown: 'War es eine Zahlung, so geschieht sie höchstens einmal.',
    },
    next: {
      correct: 'Berichtigen Sie, was markiert ist, und senden Sie es noch einmal.',
      look_again: 'Sehen Sie nach, wie es jetzt steht, und entscheiden Sie dann neu.',
      wait: 'Warten Sie einen Moment, und sehen Sie wieder nach. Senden Sie es vorher nicht noch einmal.',
      later: 'Versuchen Sie es gleich noch einmal.',
      other_card: 'Nehmen Sie eine andere Karte, oder fragen Sie Ihre Bank.',
      add_card: 'Fügen Sie zuerst eine Zahlungsart hinzu.',
      sign_in: 'Melden Sie sich wieder an.',
      owner: 'Fragen Sie, wem dieses Konto gehört oder wer die Abrechnung verwaltet.',
      seller: 'Schreiben Sie dem Anbieter, und nennen Sie den Fehlercode.',
      reference: 'Schreiben Sie dem Anbieter, und nennen Sie die Kennung.',
      nothing: 'Sie müssen nichts tun.',
      ask_again: 'Fordern Sie einen neuen an.',
      address: 'Prüfen Sie die Adresse, oder gehen Sie zur Übersicht.',
    },
  },
} as const satisfies Catalogue<typeof en>
