import { describe, expect, it } from 'vitest'
import { createCustomerSession } from '@verge/polar/contract/customer-sessions'
import { trustedAddress } from '../../packages/better-auth/src/addresses.ts'

/** Ways to begin an address so that it is taken for another kind than it is. */
const beginnings = [
  '',
  '/',
  '//',
  '///',
  '/\\',
  '\\\\',
  '\\/',
  '/\t/',
  '/%09/',
  '/%2f',
  '/.//',
  '/..//',
  './\\',
  '\t//',
  '\u00A0//',

  'https:',
  'https:/',
  'https://',
  'https:///',
  'https:\\\\',
  'HtTpS://',
  ' https://',
  'ht\ntps://',
  'http://',

  'javascript:',
  'JaVaScRiPt://',
  'java\nscript:',
  '\u0001javascript:',
  'data:text/html,',
  'vbscript:',
  'file:///',

  'blob:https://',
  'ftp://',
  'wss://',
  'about:',
  'mailto:',
  'intent://',
  'view-source:https://',
  'filesystem:https://',
]
/** Names that look like a trusted one, or hide another behind it. */
const names = [
  'evil.example',
  'verge.example@evil.example',
  'verge.example:443@evil.example',
  'verge.example%40evil.example',

  'evil.example@verge.example',
  'evil.example\\@verge.example',
  'evil.example#@verge.example',
  'evil.example?verge.example',

  'verge.example.evil.example',
  'evilverge.example',
  'verge.example%2eevil.example',
  'verge。example',
  'verge.example:8443',

  'verge.example\t.evil.example',
  'verge.example%00.evil.example',
  '[::1]',
  '127.0.0.1',
  '0x7f.1',
  'alert(1)',
  '%0d%0alocation:evil.example',
]
const ends = ['', '/settings', '?to=https://verge.example']
const payloads = beginnings.flatMap((begin) => names.flatMap((name) => ends.map((end) => begin + name + end)))

const trusted = ['https://api.verge.example', 'https://verge.example']
const app = {
  baseURL: 'https://api.verge.example/api/auth',
  isTrustedOrigin: (url: string) => trusted.includes(new URL(url).origin),
}

const isRefusal = (error: unknown) => String(error).includes('not among the trusted origins')

/** Where a browser that is led there from the portal ends. */
const end = (address: string) => new URL(address, 'https://portal.example/verge/portal/')

describe('2000 ways back', () => {
  it('are as many, and no two alike', () => {
    expect(new Set(payloads).size).toBe(payloads.length)
    expect(payloads.length).toBeGreaterThan(2_000)
  })

  it('lead to an origin that the app trusts, or are refused', () => {
    const headers = new Headers({ origin: 'https://verge.example' })
    const led = payloads.flatMap((payload) => {
      try {
        return [end(trustedAddress(payload, { headers, context: app }))]
      } catch (error) {
        if (isRefusal(error)) return []
        throw error
      }
    })
    expect([...new Set(led.map(({ origin }) => origin))]).toEqual(['https://verge.example'])
    expect(led.length).toBeGreaterThan(100)
    expect(led.length).toBeLessThan(payloads.length)
  })

  it('that a seller gives by their key are on the web, whole, and lead where they say', () => {
    const { return_url } = createCustomerSession.body!.shape
    for (const payload of payloads) {
      const taken = return_url.safeParse(payload)
      if (!taken.success || !taken.data) continue
      const { protocol, href } = end(taken.data)
      expect([payload, protocol]).toEqual([payload, expect.stringMatching(/^https?:$/)])
      expect(href).toBe(new URL(taken.data).href)
    }
  })
})
