/** Strangers may ask for any region of any language, so what is made for a locale is not kept for ever. */
const localesMax = 200

/** What `make` makes of a locale, made once and kept for the locales that were asked for last. */
export function keptFor<Made>(make: (locale: string) => Made): (locale: string) => Made {
  const kept = new Map<string, Made>()
  return (locale) => {
    const made = kept.has(locale) ? kept.get(locale)! : make(locale)
    kept.delete(locale)
    kept.set(locale, made)
    if (kept.size > localesMax) kept.delete(kept.keys().next().value!)
    return made
  }
}
