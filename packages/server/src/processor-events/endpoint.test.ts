import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { createProcessorEndpoint } from './endpoint.ts'
import { signatureOf } from '../ports/webhook-signature.ts'

const secret = 'shared with the processor'
const begin = new Date('2027-01-31T12:00:00Z')
let world: World
let reports: string[] = []
let sent = 0

beforeAll(async () => void (world = await openWorld()))
beforeEach(() => {
  reports = []
  world.moveTo(begin)
})

interface Sending {
  body?: string
  id?: string
  at?: Date
  signedWith?: string
  headers?: Record<string, string>
  path?: string
  method?: string
  shared?: string | null
}

async function send({ id = `evt_${sent++}`, at = begin, signedWith = secret, ...rest }: Sending = {}) {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const body = rest.body ?? JSON.stringify({ id, type: 'payout.paid', data: { arrival: 'soon' } })
  const shared = rest.shared === undefined ? secret : rest.shared
  const endpoint = createProcessorEndpoint(world.ports, {
    secret: shared,
    report: ({ error }) => void reports.push((error as Error).message),
  })
  const { method = 'POST' } = rest
  const { status } = await endpoint(
    new Request(`http://localhost:4000${rest.path ?? '/processor/events'}`, {
      method,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signedWith && signatureOf(signedWith, { id, timestamp, body }),
        ...rest.headers,
      },
      ...(method === 'POST' && { body }),
    }),
  )
  return status
}
const stored = async (id: string) =>
  world.ports.db
    .selectFrom('processor_events')
    .selectAll()
    .where('processor_event_id', '=', id)
    .executeTakeFirst()

describe("the processor's own word", () => {
  it('is kept as it was told, also where nothing follows from it', async () => {
    expect(await send({ id: 'evt_kept' })).toBe(204)
    expect(await stored('evt_kept')).toMatchObject({
      type: 'payout.paid',
      status: 'ignored',
      body: { arrival: 'soon' },
    })
  })

  it('told again within five minutes is answered the same and kept once', async () => {
    expect([await send({ id: 'evt_twice' }), await send({ id: 'evt_twice' })]).toEqual([204, 204])
    expect(await stored('evt_twice')).toBeDefined()
  })

  it('that was signed more than five minutes ago, or for later, is refused and reported', async () => {
    const late = { id: 'evt_late', at: begin }
    world.moveTo(new Date(begin.getTime() + 5 * 60_000))
    expect(await send({ ...late, id: 'evt_on_time' })).toBe(204)
    world.moveTo(new Date(begin.getTime() + 5 * 60_000 + 1000))
    expect(await send(late)).toBe(400)
    expect(reports).toEqual(['The event evt_late was signed more than five minutes ago'])
    world.moveTo(new Date(begin.getTime() - 5 * 60_000 - 1000))
    expect(await send(late)).toBe(400)
    expect(await stored('evt_late')).toBeUndefined()
  })
})

describe('whoever is not the processor', () => {
  it.each([
    ['no signature', { signedWith: '' }],
    ['another key', { signedWith: 'guessed' }],
    ['another id than was signed', { headers: { 'webhook-id': 'evt_other' } }],
    ['another time than was signed', { headers: { 'webhook-timestamp': '1801396801' } }],
    ['no time', { headers: { 'webhook-timestamp': '' } }],
    ['a time that is none', { headers: { 'webhook-timestamp': 'NaN' } }],
    ['half a signature', { headers: { 'webhook-signature': 'v1,' } }],
  ])('is refused with %s', async (_, sending) => {
    expect(await send({ ...sending, id: 'evt_forged' })).toBe(401)
    expect(await stored('evt_forged')).toBeUndefined()
  })

  it.each([[null], ['']])(
    'finds no endpoint where no secret is shared (%o), however it is signed',
    async (shared) => {
      expect(await send({ shared, id: 'evt_unshared' })).toBe(404)
      expect(await send({ shared, signedWith: ' ', id: 'evt_unshared' })).toBe(404)
      expect(await stored('evt_unshared')).toBeUndefined()
    },
  )
})

describe('what is no event', () => {
  it.each([
    ['text', 'hello', 400],
    ['a list', '[]', 400],
    ['an id that was not signed', '{"id":"evt_x","type":"payout.paid"}', 400],
    ['a fraction of a cent', '{"id":"evt_bad","type":"payment.paid","data":{"amount":0.5}}', 400],
    ['too much', 'x'.repeat(300_000), 413],
  ])('(%s) is refused', async (_, body, status) => {
    expect(await send({ id: 'evt_bad', body })).toBe(status)
    expect(await stored('evt_bad')).toBeUndefined()
  })

  it('at another address or by another method finds nothing', async () => {
    expect(await send({ path: '/processor' })).toBe(404)
    expect(await send({ method: 'GET' })).toBe(405)
  })
})

it('keeps what came although its own books fail, by asking the processor to tell it again', async () => {
  const { db } = world.ports
  const transaction = db.transaction.bind(db)
  db.transaction = () => {
    throw new Error('the disk is full')
  }
  expect(await send({ id: 'evt_again' })).toBe(500)
  db.transaction = transaction
  expect(reports).toEqual(['the disk is full'])
  expect(await send({ id: 'evt_again' })).toBe(204)
})
