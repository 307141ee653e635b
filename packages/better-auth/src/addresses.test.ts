import { expect, it } from 'vitest'
import { trustedAddress } from './addresses.ts'

const trusted = ['https://api.verge.example', 'https://verge.example']

function back(address: string, origin?: string): string {
  return trustedAddress(address, {
    headers: new Headers(origin ? { origin } : {}),
    context: {
      baseURL: 'https://api.verge.example/api/auth',
      isTrustedOrigin: (url) => trusted.includes(new URL(url).origin),
    },
  })
}

it('belongs to the page that asked where it is relative, and to the server where nobody says', () => {
  expect(back('/settings', 'https://verge.example')).toBe('https://verge.example/settings')
  expect(back('/settings', 'https://evil.example')).toBe('https://api.verge.example/settings')
  expect(back('/settings')).toBe('https://api.verge.example/settings')
})

it.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  'data:text/html,hi',
  'https://',
])('does not lead to %s', (address) => {
  expect(() => back(address, 'https://verge.example')).toThrow('not among the trusted origins')
})

it('does not tell again what an earlier return told, and keeps the rest', () => {
  expect(back('https://verge.example/settings?tab=plan&portal=canceled&subscription=1#top')).toBe(
    'https://verge.example/settings?tab=plan#top',
  )
})

it('leaves the placeholder of a checkout as it was written', () => {
  expect(back('/success?checkout_id={CHECKOUT_ID}', 'https://verge.example')).toBe(
    'https://verge.example/success?checkout_id={CHECKOUT_ID}',
  )
  expect(back('/success/{CHECKOUT_ID}?portal=x', 'https://verge.example')).toBe(
    'https://verge.example/success/{CHECKOUT_ID}',
  )
})
