import { describe, expect, it } from 'vitest'
import { isPublicAddress, problemOfAddress } from './public-address.ts'

describe('an address', () => {
  it.each([
    '1.1.1.1',
    '93.184.216.34',
    '100.63.255.255',
    '100.128.0.1',
    '172.32.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true))

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '3fff::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'localhost',
    '',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('the address of an endpoint', () => {
  const refused = [
    'http://example.com/hook',
    'ftp://example.com',
    'javascript:alert(1)',
    'https://',
    'nonsense',
    'https://localhost/hook',
    'https://LOCALHOST./hook',
    'https://api.localhost/hook',
    'https://printer.local/hook',
    'https://metadata.google.internal/',
    'https://intranet/hook',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://user:password@example.com/',
    'https://-bad-.example.com/',
    `https://${'a'.repeat(64)}.example.com/`,
  ]
  it.each(refused)('%s is refused', (url) => {
    expect(problemOfAddress(url, { loopback: false })).toEqual(expect.any(String))
  })

  it.each([
    'https://example.com/hook',
    'https://hooks.example.com:8443/a?b=c',
    'https://1.1.1.1/',
    'https://bücher.example/',
  ])('%s is taken', (url) => expect(problemOfAddress(url, { loopback: false })).toBeNull())

  it('may be this machine where that is allowed, and then no other private one', () => {
    for (const url of [
      'http://localhost:3000/hook',
      'http://127.0.0.1:3000/',
      'http://[::1]:3000/',
      'https://localhost/',
    ])
      expect(problemOfAddress(url, { loopback: true })).toBeNull()
    for (const url of [
      'http://10.0.0.1/',
      'https://192.168.1.1/',
      'http://example.com/',
      'https://169.254.169.254/',
    ])
      expect(problemOfAddress(url, { loopback: true })).toEqual(expect.any(String))
  })
})
