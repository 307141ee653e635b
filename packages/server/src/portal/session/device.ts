/** In this order: later ones call themselves by the names of earlier ones too. */
const browsers: readonly [name: string, sign: RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
]
const systems: readonly [name: string, sign: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
]

/** A browser as its owner would know it again, and nothing by which anybody else could. Null: it does not say. */
export function deviceOf(userAgent: string | undefined): string | null {
  const known = (names: typeof browsers) => names.find(([, sign]) => sign.test(userAgent ?? ''))?.[0]
  return [known(browsers), known(systems)].filter(Boolean).join(', ') || null
}
