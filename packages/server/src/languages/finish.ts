import { languageOf } from './languages.ts'

/** A Ukrainian date or a name like "Acme Inc." ends in a full stop, which then ends the sentence too. */
const endedTwice = /(?<!\.)\.\.(?=\s|$)/g

const months = Array.from({ length: 12 }, (_, month) =>
  new Date(Date.UTC(2027, month)).toLocaleString('it', { month: 'long', timeZone: 'UTC' }),
)
/** In "il 8 marzo" and "dal 11 marzo", whose numbers begin with a vowel when they are said. */
const beforeAVowel = new RegExp(
  String.raw`(?<!\p{L})(il|al|dal|del|nel|sul) (?=(?:8|11) (?:${months.join('|')}))`,
  'giu',
)
const elided: Record<string, string> = {
  il: 'l’',
  al: 'all’',
  dal: 'dall’',
  del: 'dell’',
  nel: 'nell’',
  sul: 'sull’',
}

function elide(article: string): string {
  const short = elided[article.toLowerCase()]!
  return /^\p{Lu}/u.test(article) ? short[0]!.toUpperCase() + short.slice(1) : short
}

/** What a sentence still needs once its values stand in it, as no text of a catalogue knows them. */
export function finishing(locale: string): (sentence: string) => string {
  const endOnce = (sentence: string) => sentence.replaceAll(endedTwice, '.')
  if (languageOf(locale) !== 'it') return endOnce
  return (sentence) => endOnce(sentence.replaceAll(beforeAVowel, (_, article: string) => elide(article)))
}
