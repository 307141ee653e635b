import * as z from 'zod'

/** The one place where an ISO 8601 text becomes a Date and back. */
export const timestamp = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})

export const id = z.uuid()
/** Integer minor units: cents for USD, yen for JPY. */
export const amount = z.int()
/** Lowercase ISO 4217. */
export const currency = z.string().regex(/^[a-z]{3}$/)
export const interval = z.enum(['day', 'week', 'month', 'year'])
/** Text that PostgreSQL can store and a page can show. */
export const text = z
  .string()
  .refine((value) => !value.includes('\0'), 'Text cannot contain the NUL character')
/** The name that an app gives to its own user. */
export const externalId = text.min(1).max(256)
export const line = text.trim().max(256)
export const emailAddress = text.max(254).pipe(z.email())
export const metadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

export const created = { id, created_at: timestamp, modified_at: timestamp.nullable() }

export const address = z.strictObject({
  line1: line.nullable().default(null),
  line2: line.nullable().default(null),
  postal_code: line.nullable().default(null),
  city: line.nullable().default(null),
  state: line.nullable().default(null),
  country: z.string().regex(/^[A-Z]{2}$/, 'An ISO 3166 country code of two capital letters'),
})
export type Address = z.output<typeof address>

export const taxId = z.tuple([z.string(), z.string()])

export const pagination = z.object({ total_count: z.int(), max_page: z.int() })
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), pagination })
}

/** A query value arrives as text; repeated keys arrive as a list. */
const wholeNumber = z.codec(z.string().regex(/^-?\d{1,9}$/), z.int(), {
  decode: (text) => Number(text),
  encode: (number) => String(number),
})
export const page = {
  page: wholeNumber.pipe(z.int().min(1)).optional(),
  limit: wholeNumber.pipe(z.int().min(1)).optional(),
}
const yes = ['true', '1', 'on', 'yes', 'y', 't']
const no = ['false', '0', 'off', 'no', 'n', 'f']
/** In the words that Polar knows, in whatever letters: `True` is what Python makes of it. */
export const flag = z.codec(
  z
    .string()
    .toLowerCase()
    .pipe(z.enum([...yes, ...no])),
  z.boolean(),
  {
    decode: (text) => yes.includes(text),
    encode: (value) => (value ? 'true' : 'false'),
  },
)
export function manyOf<Value extends z.ZodType<unknown, string>>(value: Value) {
  return z.array(value).optional()
}
/** `metadata[key]=value`: the value of that key as text, or any of several. */
export const metadataFilter = z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional()
export function sortingBy<const Criterion extends string>(...criteria: Criterion[]) {
  const descending = criteria.map((criterion) => `-${criterion}` as const)
  return z.array(z.enum([...criteria, ...descending])).optional()
}
