import { describe, expect, it } from 'vitest'
import { hostOf, isLoopback, isPublicAddress, problemOfAddress } from './public-address.ts'

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

/** The first and the last of each network that is nobody's on the internet, clouds' own services among them. */
const notPublic = [
  '0.0.0.0',
  '0.255.255.255',
  '10.0.0.0',
  '10.255.255.255',
  '100.64.0.0',
  '100.100.100.200',
  '100.127.255.255',

  '127.0.0.1',
  '127.255.255.255',
  '169.254.0.0',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.255.255',

  '172.16.0.0',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.0',
  '192.168.255.255',

  '198.18.0.0',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
]

const bytesOf = (address: string) => address.split('.').map(Number)
const numberOf = (address: string) => bytesOf(address).reduce((sum, byte) => sum * 256 + byte, 0)
const hex = (address: string) => {
  const [a, b, c, d] = bytesOf(address).map((byte) => byte.toString(16).padStart(2, '0'))
  return `${a}${b}:${c}${d}`
}

/** How the same machine may be written in an address. */
const writings: ((address: string) => string)[] = [
  (address) => address,
  (address) => `${address}.`,
  (address) => String(numberOf(address)),
  (address) => `0x${numberOf(address).toString(16)}`,
  (address) => `0${numberOf(address).toString(8)}`,
  (address) =>
    bytesOf(address)
      .map((byte) => `0x${byte.toString(16)}`)
      .join('.'),
  (address) =>
    bytesOf(address)
      .map((byte) => `0${byte.toString(8)}`)
      .join('.'),
  (address) => `${bytesOf(address)[0]}.${numberOf(address) % 256 ** 3}`,
  (address) => address.replaceAll('.', '。'),
  (address) => address.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (address) => address.replaceAll('.', '%2e'),
  (address) => `[::ffff:${address}]`,
  (address) => `[::ffff:${hex(address)}]`,
  (address) => `[::${hex(address)}]`,
  (address) => `[::ffff:0:${hex(address)}]`,
  (address) => `[64:ff9b::${hex(address)}]`,
  (address) => `[64:ff9b:1::${hex(address)}]`,
  (address) => `[2002:${hex(address)}::1]`,
  (address) => `[2001:0:${hex(address)}::1]`,
]

describe('500 ways to write where nobody else is', () => {
  const urls = notPublic.flatMap((address) => writings.map((write) => `https://${write(address)}/hook`))

  it('are as many, and no two alike', () => {
    expect(new Set(urls).size).toBeGreaterThan(500)
  })

  it('are refused, each of them, also where this machine itself is allowed', () => {
    const taken = urls.filter((url) => problemOfAddress(url, { loopback: false }) === null)
    expect(taken).toEqual([])
    const takenHere = urls.filter((url) => problemOfAddress(url, { loopback: true }) === null)
    expect(takenHere.filter((url) => !isLoopback(hostOf(new URL(url))))).toEqual([])
  })

  it('are refused when a name leads there, too', () => {
    const led = writings
      .map((write) => write('169.254.169.254').replace(/^\[|\]$/g, ''))
      .filter((address) => isPublicAddress(address))
    expect(led).toEqual([])
  })
})
