import { expect, it } from 'vitest'
import { readSettings, SettingProblem } from './settings.ts'

it('runs on one machine where nothing is set', () => {
  expect(readSettings({}, '/home/ada')).toEqual({
    port: 4000,
    publicUrl: 'http://localhost:4000',
    dataDirectory: '/home/ada/.verge',
    databaseUrl: null,
    polarUrl: null,
    polarPortalsUrl: null,
    accessToken: null,
    portalConfig: { path: '/home/ada/portal.config.ts', isAsked: false },
    processorSecret: null,
    webhooksToLoopback: true,
    mail: null,
    proxies: expect.anything(),
    isUnlimited: false,
  })
})

it.each([
  ['sandbox', 'https://sandbox-api.polar.sh'],
  ['production', 'https://api.polar.sh'],
  ['https://billing.example/polar/', 'https://billing.example/polar'],
])('takes POLAR_SERVER %s for %s', (POLAR_SERVER, polarUrl) => {
  expect(readSettings({ POLAR_SERVER, POLAR_ACCESS_TOKEN: 'polar_oat_x' }, '/').polarUrl).toBe(polarUrl)
})

it.each([
  { PORTAL_PORT: 'http' },
  { PORTAL_PORT: '70000' },
  { PORTAL_URL: 'localhost' },
  { POLAR_SERVER: 'prod', POLAR_ACCESS_TOKEN: 'polar_oat_x' },
  { POLAR_SERVER: 'sandbox' },
  { TRUSTED_PROXIES: 'proxy.example' },
  { RATE_LIMITS: 'none' },
  { SMTP_URL: 'smtp.example.com', MAIL_FROM: 'billing@verge.example' },
  { SMTP_URL: 'smtps://smtp.example.com' },
])('refuses %o in words', (environment) => {
  expect(() => readSettings(environment, '/')).toThrow(SettingProblem)
})

it('believes the proxies that are named, and slows people down unless told not to', () => {
  const { proxies } = readSettings({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' }, '/')
  expect([proxies.check('10.9.9.9'), proxies.check('::1', 'ipv6'), proxies.check('192.0.2.7')]).toEqual([
    true,
    true,
    false,
  ])
  expect(readSettings({ RATE_LIMITS: 'off' }, '/').isUnlimited).toBe(true)
})

it('sends webhooks to this machine itself only where it serves nobody else, or is told to', () => {
  const webhooks = (environment: Record<string, string>) => readSettings(environment, '/').webhooksToLoopback
  const DATABASE_URL = 'postgres://db.example.com/verge'
  expect(webhooks({ DATABASE_URL })).toBe(false)
  expect(webhooks({ DATABASE_URL, WEBHOOKS_TO_LOOPBACK: 'allow' })).toBe(true)
  expect(webhooks({ WEBHOOKS_TO_LOOPBACK: 'refuse' })).toBe(false)
  expect(() => webhooks({ WEBHOOKS_TO_LOOPBACK: 'yes' })).toThrow(/allow or refuse/)
})
