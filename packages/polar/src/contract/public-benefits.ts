import * as z from 'zod'
import { created, id } from './values.ts'

/** What everybody may know of what comes with a product. Polar has more types than our backend gives. */
export const publicBenefit = z.object({
  ...created,
  type: z.string(),
  description: z.string(),
  selectable: z.boolean(),
  deletable: z.boolean(),
  is_deleted: z.boolean(),
  organization_id: id,
})
export type PublicBenefit = z.output<typeof publicBenefit>
