import { readFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { styleWith } from '../assets/assets.ts'
import { messagesFor, messagesWith, type MessagesFor } from '../messages/messages.ts'
import { portalConfig, type BrandConfig } from './config.ts'
import { paletteOf } from './palette.ts'
import { textsOf } from './words.ts'

/** How the portal looks to one session. */
export interface Brand {
  /** Null: as the organization is called. */
  name: string | null
  logo: 'letter' | 'picture' | 'picture with name'
  links: readonly { label: string | Record<string, string>; href: string }[]
  /** The address of its stylesheet. */
  style: string
  messagesFor: MessagesFor
}

export interface Brands {
  /** The portal's own look where nothing of that name is configured. */
  named(variant: string | null | undefined): Brand
}

/** A configuration that cannot be shown, told in words. */
export class BrandProblem extends Error {
  override readonly name = 'BrandProblem'
}

const fonts = {
  system: "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  serif: "'Iowan Old Style', 'Palatino Linotype', Palatino, 'Noto Serif', Georgia, serif",
  rounded: "ui-rounded, 'SF Pro Rounded', Nunito, Quicksand, system-ui, sans-serif",
}
const corners = { sharp: ['0', '0'], soft: ['0.75rem', '0.6rem'], round: ['1.25rem', '2rem'] } as const
const types: Record<string, string> = { '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp' }

/** It stands in the stylesheet, so that a first visit stays at two requests within one round trip. */
const largestLogo = 6 * 1024

/** Files are found from `directory`. @throws BrandProblem */
export function createBrands(config: unknown = {}, directory = '.'): Brands {
  const parsed = portalConfig.safeParse(config)
  if (!parsed.success)
    throw new BrandProblem(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    )
  const { variants = {}, ...first } = parsed.data
  const problems: string[] = []
  const made = (key: string, brand: BrandConfig) => {
    try {
      return brandOf(brand, directory)
    } catch (error) {
      if (!(error instanceof BrandProblem)) throw error
      problems.push(...error.message.split('\n').map((line) => key + line))
      return null
    }
  }
  const main = made('', first)
  const others = new Map(
    Object.entries(variants).map(([key, brand]) => [
      key,
      made(`variants.${key}.`, { ...first, ...brand, colors: { ...first.colors, ...brand.colors } }),
    ]),
  )
  if (problems.length > 0) throw new BrandProblem(problems.join('\n'))
  return { named: (variant) => (variant && others.get(variant)) || main! }
}

function brandOf(
  { name, logo, colors, font, corners: shape, links = [], words }: BrandConfig,
  directory: string,
): Brand {
  const { properties, problems } = paletteOf(colors)
  if (problems.length > 0) throw new BrandProblem(problems.join('\n'))
  const declarations = Object.entries(properties).map(
    ([property, { light, dark }]) => `${property}:light-dark(${light},${dark});`,
  )
  if (font) declarations.push(`--font:${fonts[font]};`)
  if (shape) declarations.push(`--round:${corners[shape][0]};--round-small:${corners[shape][1]};`)
  if (logo) declarations.push(`--logo:url("${pictureIn(resolve(directory, logo.file))}");`)
  return {
    name: name ?? null,
    logo: logo ? (logo.holdsName ? 'picture with name' : 'picture') : 'letter',
    links,
    messagesFor: words ? messagesWith(textsOf(words)) : messagesFor,
    style: styleWith(declarations.length > 0 ? `@layer base{:root{${declarations.join('')}}}` : ''),
  }
}

function pictureIn(file: string): string {
  let picture: Buffer
  try {
    picture = readFileSync(file)
  } catch {
    throw new BrandProblem(`logo.file: ${file} cannot be read.`)
  }
  if (picture.byteLength > largestLogo)
    throw new BrandProblem(
      `logo.file: ${file} has ${picture.byteLength} bytes; ${largestLogo} are the most, so that a first visit stays quick.`,
    )
  return `data:${types[extname(file)]};base64,${picture.toString('base64')}`
}
