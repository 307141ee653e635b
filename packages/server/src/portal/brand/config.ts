import * as z from 'zod'
import { problemsInWords, type OwnWords } from './words.ts'

const color = z
  .string()
  .regex(/^#([\da-f]{3}|[\da-f]{6})$/i, 'a colour is written #rgb or #rrggbb')
  .transform((text) => (text.length === 4 ? text.replaceAll(/[\da-f]/gi, '$&$&') : text).toLowerCase())

/** One colour for both schemes, or one for each. */
const tone = z.union([color, z.strictObject({ light: color, dark: color })])

const words = z.string().trim().min(1).max(60)

const brand = z.strictObject({
  name: words.optional(),
  logo: z
    .strictObject({
      file: z.string().regex(/\.(svg|png|webp)$/, 'a logo is an .svg, .png or .webp file'),
      /** The picture says the name too, which is then left to screen readers. */
      holdsName: z.boolean().optional(),
    })
    .optional(),
  colors: z
    .strictObject({
      accent: tone.optional(),
      page: tone.optional(),
      card: tone.optional(),
      ink: tone.optional(),
    })
    .optional(),
  font: z.enum(['system', 'serif', 'rounded']).optional(),
  corners: z.enum(['sharp', 'soft', 'round']).optional(),
  links: z
    .array(
      z.strictObject({
        label: z.union([words, z.record(z.string(), words)]),
        href: z
          .string()
          .refine(
            (href) => /^(https:|mailto:)/.test(href) && URL.canParse(href),
            'a link starts with https: or mailto:',
          ),
      }),
    )
    .max(8)
    .optional(),
  /** Texts in the seller's own words, by language; what the law asks for stays. */
  words: z
    .custom<OwnWords>()
    .superRefine((texts, context) => {
      if (texts === undefined) return
      for (const message of problemsInWords(texts)) context.addIssue({ code: 'custom', message })
    })
    .optional(),
})

export const portalConfig = brand.extend({
  /** Other looks of the same portal; a link that says `brand=<key>` has it for its session. */
  variants: z.record(z.string().regex(/^[\w-]{1,32}$/), brand).optional(),
})

export type Tone = z.output<typeof tone>
export type BrandConfig = z.output<typeof brand>

/** How a portal is named and looks. Colours are `#rgb` or `#rrggbb`. */
export type PortalConfig = z.input<typeof portalConfig>

/**
 * The portal's configuration, typed; the default export of `portal.config.ts`.
 *
 * @example
 * export default definePortal({
 *   name: 'Acme',
 *   logo: { file: './logo.svg' },
 *   colors: { accent: '#5b21b6' },
 *   links: [{ label: { en: 'Terms', de: 'AGB' }, href: 'https://acme.example/terms' }],
 *   words: { en: { nav: { billing: 'Company' } } },
 * })
 */
export function definePortal(config: PortalConfig): PortalConfig {
  return config
}
