type Named = Record<string, unknown>

/** More than there are, and no more than that, whatever an answer brings. */
const namesMax = 2_000
/** What stands in these is the app's own, names included. */
const untouched = /^(metadata|user_metadata|userMetadata|custom_field_data|customFieldData|properties)$/
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/
const namesInstant = /(_at|_start|_end|timestamp)$/

export const camelName = remembered((name) =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
)
export const snakeName = remembered((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))

/** The API's names are few, and each answer is full of them. */
function remembered(rename: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const found = known.get(name) ?? rename(name)
    if (known.size < namesMax) known.set(name, found)
    return found
  }
}

/** Only the outermost names. */
export function camel(named: Named): never {
  return renamed(named, camelName) as never
}

export function snake(named: Named): Named {
  return renamed(named, snakeName)
}

function renamed(named: Named, rename: (name: string) => string): Named {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [rename(name), value]))
}

/** As on the wire, whichever client read it: snake case all the way down, instants as text. */
export function asOnTheWire(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  return descended(value, snakeName, asOnTheWire)
}

/** As a client of 0.47 presents what is on the wire: camel case all the way down, instants as dates. */
export function asFirstSdk(value: unknown, name = ''): unknown {
  if (typeof value === 'string' && namesInstant.test(name) && instant.test(value)) return new Date(value)
  return descended(value, camelName, asFirstSdk)
}

function descended(
  value: unknown,
  rename: (name: string) => string,
  each: (value: unknown, name?: string) => unknown,
): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => each(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      rename(name),
      untouched.test(name) ? inner : each(inner, name),
    ]),
  )
}
