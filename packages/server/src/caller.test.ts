import { describe, expect, it } from 'vitest'
import { callerAt, proxiesAt } from './caller.ts'

const none = proxiesAt([])!
const at = (address: string | undefined, headers: Record<string, string>, proxies = none) =>
  callerAt(address, new Headers(headers), proxies)

const asked = (host: string, more: Record<string, string> = {}) => ({ host, ...more })

it.each([
  ['127.0.0.1', asked('localhost:4000'), true],
  ['127.0.0.1', asked('127.0.0.1:4000'), true],
  ['::1', asked('[::1]:4000'), true],
  ['::ffff:127.0.0.1', asked('portal.localhost'), true],
  ['192.0.2.7', asked('localhost:4000'), false],
  ['127.0.0.1', asked('localhost:4000', { 'x-forwarded-for': '192.0.2.7' }), false],
  ['127.0.0.1', asked('localhost:4000', { forwarded: 'for=192.0.2.7' }), false],
  [undefined, asked('localhost:4000'), false],
])('takes a call from %s with %o for one of this machine: %s', (address, headers, isLocal) => {
  expect(at(address, headers)).toMatchObject({ isLocal })
})

it('takes a page whose own name was made to lead here for a stranger', () => {
  const names = [
    'rebound.example:4000',
    'localhost.example',
    '127.0.0.1.example',
    '192.0.2.7',
    '[::2]',
    '?',
    '',
  ]
  const taken = names.filter((host) => at('127.0.0.1', asked(host)).isLocal)
  expect(taken).toEqual([])
  expect(at('127.0.0.1', {}).isLocal).toBe(false)
})

describe('where a call comes from', () => {
  const forwarded = (...addresses: string[]) => ({ 'x-forwarded-for': addresses.join(', ') })
  const ours = proxiesAt(['10.0.0.0/8', '2001:db8::1'])!

  it('is what the socket says, in one spelling', () => {
    expect(at('::ffff:192.0.2.7', {}).address).toBe('192.0.2.7')
    expect(at('FE80::1%eth0', {}).address).toBe('fe80::1')
    expect(at(undefined, forwarded('192.0.2.7')).address).toBeUndefined()
  })

  it('is what a proxy of ours says, and what nobody else says', () => {
    expect(at('10.0.0.5', forwarded('192.0.2.7'), ours).address).toBe('192.0.2.7')
    expect(at('2001:db8::1', forwarded('192.0.2.7'), ours).address).toBe('192.0.2.7')
    expect(at('198.51.100.1', forwarded('192.0.2.7'), ours).address).toBe('198.51.100.1')
    expect(at('127.0.0.1', forwarded('192.0.2.7')).address).toBe('127.0.0.1')
  })

  it('is what the outermost proxy of ours saw, whatever was made up before it', () => {
    const made_up = forwarded('203.0.113.9', '192.0.2.7', '10.0.0.9')
    expect(at('10.0.0.5', made_up, ours).address).toBe('192.0.2.7')
    expect(at('10.0.0.5', forwarded('nonsense', '192.0.2.7'), ours).address).toBe('192.0.2.7')
    expect(at('10.0.0.5', forwarded('nonsense'), ours).address).toBe('10.0.0.5')
  })
})

it.each([['10.0.0.0/33'], ['10.0.0.0/'], ['10.0.0.0/8/8'], ['example.com'], ['']])(
  'takes %j for no address of a proxy',
  (place) => expect(proxiesAt([place])).toBeNull(),
)
