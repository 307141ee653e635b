/** ISO 4217, the currencies whose minor unit is not a hundredth. */
const digits: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}
const digitsByCode = new Map(
  Object.entries(digits).flatMap(([count, codes]) => codes.split(' ').map((code) => [code, Number(count)])),
)

/**
 * How many digits of an amount stand behind its point. Never asked of `Intl`: it tells what people are used to, so that
 * an amount of 19900 forints, which the books and the bank keep in hundredths, would be shown as a hundred times more.
 */
export function digitsOf(currency: string): number {
  return digitsByCode.get(currency.toUpperCase()) ?? 2
}
