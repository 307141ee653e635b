import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { en } from '../messages/en.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'
import { serveAsset } from '../assets/assets.ts'
import { createBrands } from './brands.ts'
import type { PortalConfig } from './config.ts'
import { contrastOf, readableOn, textOn } from './contrast.ts'
import { own, paletteOf } from './palette.ts'

describe('the contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#1d5f4a', '#1d5f4a', 1],
  ])('of %s and %s is %d', (one, other, contrast) => {
    expect(contrastOf(one, other)).toBeCloseTo(contrast, 2)
    expect(contrastOf(other, one)).toBeCloseTo(contrast, 2)
  })

  it('of a text on any colour can be read, and so can any shade that is looked for', () => {
    for (let color = 0; color < 0xff_ff_ff; color += 0x03_17_0b) {
      const hex = `#${color.toString(16).padStart(6, '0')}`
      expect(contrastOf(hex, textOn(hex))).toBeGreaterThanOrEqual(4.5)
      for (const { page, card } of Object.values(own)) {
        const shade = readableOn([page, card], hex, 4.5)
        expect(Math.min(contrastOf(page, shade), contrastOf(card, shade))).toBeGreaterThanOrEqual(4.5)
      }
    }
  })
})

describe('the colours', () => {
  it('are the ones of the stylesheet', () => {
    const css = readFileSync(join(import.meta.dirname, '../assets/base.css'), 'utf8')
    const short = (color: string) => color.replace(/^#(.)\1(.)\2(.)\3$/, '#$1$2$3')
    for (const name of ['accent', 'page', 'card', 'ink', 'quiet'] as const)
      expect(css).toContain(`--${name}: light-dark(${short(own.light[name])}, ${short(own.dark[name])});`)
  })

  it('of the portal itself can be read', () => {
    expect(paletteOf(undefined)).toEqual({ properties: {}, problems: [] })
  })

  it('are made readable in the dark where one accent is given for both', () => {
    const { properties, problems } = paletteOf({ accent: '#5b21b6' })
    expect(problems).toEqual([])
    expect(properties['--accent']!.light).toBe('#5b21b6')
    expect(contrastOf(properties['--accent']!.dark, own.dark.card)).toBeGreaterThanOrEqual(4.5)
    expect(properties['--on-accent']).toEqual({ light: '#ffffff', dark: '#000000' })
  })
})

const refused = (config: unknown) => {
  try {
    createBrands(config)
  } catch (error) {
    return (error as Error).message
  }
  return null
}

describe('a configuration', () => {
  it('whose accent cannot be read is refused with what could', () => {
    expect(refused({ colors: { accent: '#ffe066' } })).toMatch(
      /colors\.accent: #ffe066 on the page #f6f7f9 has a contrast of 1\.\d in the light scheme; 4\.5 can be read, such as #[\da-f]{6}\./,
    )
  })

  it('is refused by the place of what cannot be meant', () => {
    expect(refused({ colours: {} })).toContain('colours')
    expect(refused({ colors: { accent: 'red' } })).toContain('colors.accent')
    expect(refused({ links: [{ label: 'Terms', href: 'javascript:alert(1)' }] })).toContain('links.0.href')
    expect(refused({ logo: { file: './nowhere.svg' } })).toContain('cannot be read')
    expect(refused({ variants: { night: { colors: { ink: '#eeeeee' } } } })).toContain(
      'variants.night.colors.ink',
    )
  })
})

describe('the seller’s own words', () => {
  const wrong = (words: unknown) => refused({ words })
  it.each([
    [{ en: { nav: { billing: 'Company' } } }, null],
    [{ de: { overview: { title: 'Ihr Vertrag' } } }, null],
    [{ xx: {} }, 'xx: the portal does not speak this language.'],
    [{ en: { nav: { biling: 'Company' } } }, 'en.nav.biling: the portal has no such text.'],
    [{ en: { footer: 'Billing' } }, 'en.footer: says no values where English says name'],
    [{ en: { footer: 'Billing of {who}' } }, 'says who where English says name'],
    [{ en: { footer: 'Billing of {name' } }, 'cannot be parsed'],
    [{ en: { skip: ' ' } }, 'is a text of 1 to 600 characters'],
    [{ de: { seats: '{count, plural, other {# Plätze}}' } }, 'de.seats: the plural “one” is missing'],
    [{ en: { cancel: { action: 'Talk to us' } } }, 'en.cancel.action: is what the law asks for'],
    [{ en: { cancel: { reasons: { unused: 'I am not here enough' } } } }, null],
    [{ de: { exits: { cancel: 'Hilfe' } } }, 'de.exits.cancel: is what the law asks for'],
    [{ en: { checkout: { renewal: '{amount}' } } }, 'is what the law asks for'],
  ])('%j are held to the catalogue', (words, problem) => {
    expect(wrong(words) ?? 'nothing').toContain(problem ?? 'nothing')
  })

  it('are none where somebody cancels, but for the question why', () => {
    const free = Object.entries(en.cancel)
      .filter(([key, text]) => wrong({ en: { cancel: { [key]: text } } }) === null)
      .map(([key]) => key)
    expect(free).toEqual(['why', 'whySend', 'comment', 'thanks', 'reasons'])
  })
})

describe('the portal of a brand', () => {
  let world: World
  let customer_id: string
  let directory: string
  beforeAll(async () => {
    world = await openWorld()
    customer_id = (await world.addCustomer('guest@example.com', '4242424242424242')).customer.id
    directory = mkdtempSync(join(tmpdir(), 'brand-'))
    writeFileSync(join(directory, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  })
  afterAll(async () => {
    rmSync(directory, { recursive: true })
    await world.ports.db.destroy()
  })

  const visitorWith = (config: PortalConfig) => visitorOf(world, portalOf(world, { config }).handle)
  const styleOf = async (html: string) => {
    const address = /href="(\/assets\/portal[^"]+)"/.exec(html)![1]!
    return serveAsset(new Request(`http://localhost:4000${address}`))!.text()
  }

  it('says its name on every page, signed out too, and has its links in the reader’s language', async () => {
    const visitor = visitorWith({
      name: 'Acme & Co',
      links: [{ label: { en: 'Terms', de: 'AGB' }, href: 'https://acme.example/terms' }],
    })
    const signedOut = await visitor.get('/verge/portal/sign-in?locale=de')
    expect(signedOut.html).toContain('Acme &amp; Co')
    expect(signedOut.html).toContain('<a href="https://acme.example/terms">AGB</a>')
    await visitor.enter(customer_id)
    const { html } = await visitor.get('/verge/portal')
    expect(html).toContain('Back to Acme &amp; Co')
    expect(html).toContain('>Terms</a>')
  })

  it('has its colours, corners and picture in the one stylesheet, and needs no other request', async () => {
    const visitor = visitorWith({
      colors: { accent: '#5b21b6' },
      corners: 'sharp',
      logo: { file: join(directory, 'logo.svg'), holdsName: true },
    })
    await visitor.enter(customer_id)
    const { html } = await visitor.get('/verge/portal')
    const style = await styleOf(html)
    expect(style).toContain('--accent:light-dark(#5b21b6,')
    expect(style).toContain('--round:0;')
    expect(style).toContain('--logo:url("data:image/svg+xml;base64,')
    expect(html).toContain('<span class="mark picture long">Verge</span>')
    expect(html).not.toContain('<img')
  })

  it('speaks in the seller’s own words, signed out and in, and in a variant’s', async () => {
    const visitor = visitorWith({
      words: { en: { nav: { billing: 'Company' }, signIn: { title: 'Who are you?' } } },
      variants: { partner: { words: { en: { nav: { billing: 'Partner data' } } } } },
    })
    expect((await visitor.get('/verge/portal/sign-in')).html).toContain('Who are you?')
    await visitor.enter(customer_id)
    expect((await visitor.get('/verge/portal')).html).toContain('>Company</a>')
    await visitor.enter(customer_id, { query: '&brand=partner' })
    expect((await visitor.get('/verge/portal')).html).toContain('>Partner data</a>')
  })

  it('looks as the link of a session wishes, for as long as the session is there', async () => {
    const visitor = visitorWith({ name: 'Acme', variants: { partner: { name: 'Acme for Partners' } } })
    await visitor.enter(customer_id, { query: '&brand=partner' })
    expect((await visitor.get('/verge/portal/orders')).html).toContain('Acme for Partners')
    await visitor.enter(customer_id, { query: '&brand=nobody' })
    const { html } = await visitor.get('/verge/portal/orders')
    expect(html).toContain('Back to Acme<')
  })
})
