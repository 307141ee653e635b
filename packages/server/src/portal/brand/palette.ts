import type { BrandConfig, Tone } from './config.ts'
import { contrastOf, readableOn, textOn } from './contrast.ts'

const schemes = ['light', 'dark'] as const
type Scheme = (typeof schemes)[number]
type Name = keyof NonNullable<BrandConfig['colors']>
type Colors = Record<Name | 'quiet', string>

/** The portal's own colours, as `assets/base.css` has them; a test holds the two together. */
export const own: Record<Scheme, Colors> = {
  light: { accent: '#1d5f4a', page: '#f6f7f9', card: '#ffffff', ink: '#1b1d22', quiet: '#5c626e' },
  dark: { accent: '#8fd3b6', page: '#14161a', card: '#1c1f25', ink: '#eceef2', quiet: '#a3aab8' },
}

const least = 4.5

export interface Palette {
  /** Custom properties of CSS, for both schemes. */
  properties: Record<string, { light: string; dark: string }>
  /** What cannot be read, and what could. */
  problems: string[]
}

/** A single accent is made readable in the dark by itself; whatever else cannot be read is a problem. */
export function paletteOf(given: BrandConfig['colors']): Palette {
  const problems: string[] = []
  const chosen = Object.fromEntries(schemes.map((scheme) => [scheme, colorsFor(scheme, given)])) as Record<
    Scheme,
    Colors
  >
  for (const scheme of schemes) {
    const { page, card, ...texts } = chosen[scheme]
    for (const [name, text] of Object.entries(texts))
      for (const [ground, back] of Object.entries({ page, card })) {
        const contrast = contrastOf(text, back)
        if (contrast >= least) continue
        const better = readableOn([page, card], text, least)
        problems.push(
          `colors.${name === 'quiet' ? ground : name}: ${text} on the ${ground} ${back} has a contrast of ${contrast.toFixed(1)} in the ${scheme} scheme; ${least} can be read${name === 'quiet' ? '' : `, such as ${better}`}.`,
        )
      }
  }
  const changed = Object.keys(given ?? {}) as Name[]
  const both = (colorOf: (colors: Colors) => string) => ({
    light: colorOf(chosen.light),
    dark: colorOf(chosen.dark),
  })
  const properties = Object.fromEntries(changed.map((name) => [`--${name}`, both((colors) => colors[name])]))
  if (given?.accent) properties['--on-accent'] = both(({ accent }) => textOn(accent))
  return { properties, problems }
}

function colorsFor(scheme: Scheme, given: BrandConfig['colors']): Colors {
  const colors = { ...own[scheme] }
  for (const [name, tone] of Object.entries(given ?? {}) as [Name, Tone | undefined][])
    if (tone) colors[name] = typeof tone === 'string' ? tone : tone[scheme]
  const accent = given?.accent
  if (scheme === 'dark' && typeof accent === 'string')
    colors.accent = readableOn([colors.card, colors.page], accent, least)
  return colors
}
