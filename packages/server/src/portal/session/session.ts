import * as z from 'zod'

/** A browser drops a cookie above 4 KB whole, and the session with it: what has no bound of its own is bounded here. */
export const returnUrlLengthMax = 1500
export const approvingMax = 5

/** What the browser of a signed-in customer keeps. */
export const portalSession = z.object({
  /** The customer session's token; it leaves this cookie only towards the API. */
  token: z.string(),
  /** When the token ends, in seconds since 1970. */
  exp: z.int(),
  /** When whoever is signed in last typed a code that was mailed to them, in seconds since 1970; null: they came by a link. */
  proved_at: z.int().nullable().default(null),
  organization_name: z.string(),
  /** Of one who acts for a customer the role is read anew for each page; what follows is how it stood last. */
  is_member: z.boolean().default(true),
  is_team: z.boolean().default(false),
  /** A plain member sees no invoices and no cards. */
  has_say_in_billing: z.boolean().default(true),
  return_url: z.string().nullable(),
  locale: z.string(),
  /** Which of the portal's looks. */
  variant: z.string().nullable().default(null),
  theme: z.enum(['light', 'dark']).nullable(),
  /** Whether they may say who else acts for the customer. */
  has_people: z.boolean().optional(),
  /** Payments that the bank asks about one after the other, as a page named them: the default card is to pay them. */
  approving: z
    .object({
      payment_method_id: z.string(),
      payments: z
        .array(z.object({ order_id: z.string(), amount: z.int(), currency: z.string() }))
        .max(approvingMax),
    })
    .nullable()
    .default(null),
  /** What was done here last; the way back tells it. */
  result: z.object({ action: z.string(), subscription_id: z.string().nullable() }).nullable(),
})
export type PortalSession = z.output<typeof portalSession>
