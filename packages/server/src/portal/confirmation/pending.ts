import * as z from 'zod'

/** A form that waits until whoever sent it has typed a code. */
export const pending = z.object({
  /** The form token of the session in which it was sent: in another it is nothing. */
  of: z.string(),
  slug: z.string(),
  /** The page that it stands on, below the portal. */
  page: z.string(),
  /** The part of that page in which it stands; null: it is all of it. */
  place: z.string().nullable().default(null),
  /** Where it leads, below the portal; null: it is a link. */
  form: z.string().nullable(),
  /** What was typed into it. */
  values: z.array(z.tuple([z.string(), z.string()])),
  /** The code that was sent; null: none has been asked for. */
  code: z.object({ attempt: z.string().nullable(), email: z.string() }).nullable(),
  /** The code was typed. The form comes again with what was typed into it, once. */
  isDone: z.boolean(),
  exp: z.int(),
})

/** Back to the form. */
export const formAddress = ({ page, place }: Pick<Pending, 'page' | 'place'>) =>
  place ? `${page}#${place}` : page

export type Pending = Omit<z.output<typeof pending>, 'of' | 'slug'>
