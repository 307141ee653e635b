import { expect, it } from 'vitest'
import { openLog, withoutSecrets } from './log.ts'

function written(run: (log: ReturnType<typeof openLog>) => void): string {
  let lines = ''
  run(openLog({ write: (line) => void (lines += line) }))
  return lines
}

it('writes one line of JSON for a fault, with its reference, its operation and why', () => {
  const cause = new Error('the inner reason')
  const lines = written((log) =>
    log.report({ reference: 'ref-1', operation: 'orders.list', error: new Error('broke', { cause }) }),
  )
  expect(lines.trimEnd().split('\n')).toHaveLength(1)
  expect(JSON.parse(lines)).toMatchObject({
    level: 'error',
    reference: 'ref-1',
    operation: 'orders.list',
    err: { message: 'broke', cause: { message: 'the inner reason' } },
  })
})

it('tells of a refused row which constraint, and never what stood in it', () => {
  const error = Object.assign(new Error('duplicate key value violates unique constraint "customers_email"'), {
    code: '23505',
    constraint: 'customers_email',
    detail: 'Key (lower(email))=(ada@example.com) already exists.',
    where: 'ada@example.com',
    parameters: ['ada@example.com'],
  })
  const lines = written((log) => log.report({ reference: 'ref', error }))
  expect(lines).toContain('customers_email')
  expect(lines).not.toContain('ada@')
})

it.each([
  ['polar_cst_0123456789abcdefghijABCDEFGHIJ', 'a customer token'],
  ['polar_oat_of_the_seller_in_tests', 'an access token'],
  ['polar_c_0123456789abcdefghij', 'a checkout secret'],
  ['Bearer abcdefghijklmnop', 'a bearer token'],
  ['whsec_0123456789abcdef', 'a webhook secret'],
  ['ada@example.com', 'an e-mail address'],
  ['ada%40example.com', 'an e-mail address in a query'],
  ['4242424242424242', 'a card number'],
  ['4242 4242 4242 4242', 'a card number in groups'],
  ['378282246310005', 'a shorter card number'],
  ['eyJhbGciOiJkaXIi.abc.def', 'a sealed cookie'],
  ['verge_portal=abcdefgh', 'a cookie of ours'],
  ['__Host-verge_portal=abcdefgh', 'a cookie that is bound to the host'],
  ['better-auth.session_token=abcdefgh', 'a cookie of the app'],
  ['/x?customer_session_token=abcdefgh&y=1', 'a token in an address'],
  ['postgresql://verge:hunter22@db/verge', 'a password in an address'],
])('hides %s, %s', (text) => {
  const secret = /=([a-z]{8})/.exec(text)?.[1] ?? (text.includes('hunter22') ? 'hunter22' : text)
  const error = new Error(`before ${text} after`)
  const lines = written((log) => {
    log.report({ reference: 'ref', error })
    log.warn(text, { about: text })
  })
  expect(lines).not.toContain(secret)
  for (const line of lines.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('level')
})

it('hides what it was told to, wherever it stands', () => {
  const lines = written((log) => {
    log.hide('the-key-of-this-place')
    log.warn('found the-key-of-this-place in it')
  })
  expect(lines).not.toContain('the-key-of-this-place')
})

it.each([
  'node_modules/@verge/server/src/main.ts:12:3',
  '123e4567-e89b-12d3-a456-426614174000',
  '2027-01-31T12:00:00.000Z',
  'order 1234567890123',
])('leaves %s readable', (text) => {
  expect(withoutSecrets(text)).toBe(text)
})
