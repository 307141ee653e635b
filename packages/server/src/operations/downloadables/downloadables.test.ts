import { beforeEach, describe, expect, it } from 'vitest'
import { customerCalls, sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { uploadFile } from '../../../../../test/world/upload.ts'
import { createFiles } from '../../files/files.ts'

let world: World
let call: Call
let portal: Call
let customer_id: string
let subscription_id: string
let benefit_id: string
let first: string
let second: string

/** Ada's subscription brings two files. */
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
  customer_id = (await world.addCustomer('ada@example.com', '4242424242424242')).customer.id
  first = (await uploadFile(world, { name: 'app.zip', parts: ['The app'] })).id
  second = (await uploadFile(world, { name: 'manual.pdf', parts: ['The manual'], version: '3' })).id
  const made = await makeBenefit({ files: [first, second] })
  benefit_id = made.body.id as string
  const subscription = await world.subscribe(customer_id)
  subscription_id = subscription.id
  await call('POST', `/v1/products/${subscription.product_id}/benefits`, { benefits: [benefit_id] })
  portal = await customerCalls(world, customer_id)
})

const makeBenefit = (properties: object) =>
  call('POST', '/v1/benefits/', { type: 'downloadables', description: 'The app and its manual', properties })
const change = (properties: object) =>
  call('PATCH', `/v1/benefits/${benefit_id}`, { type: 'downloadables', properties })

interface Shown {
  id: string
  benefit_id: string
  file: { id: string; name: string; download: { url: string; expires_at: string } }
}
async function shown(query = '', caller = portal): Promise<Shown[]> {
  const { body } = await caller('GET', `/v1/customer-portal/downloadables/${query}`)
  return body.items as Shown[]
}
const names = async (query?: string) => (await shown(query)).map(({ file }) => file.name)

/** Without a token of theirs, as a browser follows it. */
async function follow(url: string) {
  const anonymous = await call('GET', new URL(url).pathname)
  const location = anonymous.headers.get('location')
  const file = location ? await createFiles(world.ports)(new Request(location)) : null
  return { ...anonymous, text: file && (await file.text()) }
}

describe('a file that comes with a product', () => {
  it('is offered to whoever has it, in the seller’s order, and to nobody else', async () => {
    const items = await shown()
    expect(items).toMatchObject([
      { benefit_id, file: { id: first, name: 'app.zip', size: 7, version: null } },
      { benefit_id, file: { id: second, name: 'manual.pdf', size: 10, version: '3' } },
    ])
    expect((await shown()).map(({ id }) => id)).toEqual(items.map(({ id }) => id))
    expect(await names('?limit=1&page=2')).toEqual(['manual.pdf'])
    expect(await names(`?benefit_id=${crypto.randomUUID()}`)).toEqual([])
    const eve = await customerCalls(world, (await world.addCustomer('eve@example.com')).customer.id)
    expect(await shown('', eve)).toEqual([])
  })

  it('is fetched by its link, which is counted', async () => {
    const [app] = await shown()
    expect(await follow(app!.file.download.url)).toMatchObject({ status: 302, text: 'The app' })
    await follow(app!.file.download.url)
    const { body } = await call('GET', `/v1/benefits/${benefit_id}/files`)
    expect(body.items).toMatchObject(
      (body.items as { id: string }[]).map(({ id }) =>
        id === first ? { downloaders: 1, downloads: 2 } : { downloaders: 0, downloads: 0 },
      ),
    )
  })

  it('is gone with what it came with: from the list, and from links that were given out before', async () => {
    const [app] = await shown()
    await call('DELETE', `/v1/subscriptions/${subscription_id}`)
    expect(await shown()).toEqual([])
    expect(await follow(app!.file.download.url)).toMatchObject({ status: 404, text: null })
  })

  it('is gone while it is archived or deleted, and those that are added are there at once', async () => {
    const [app] = await shown()
    await change({ files: [first, second], archived: { [first]: true } })
    expect(await names()).toEqual(['manual.pdf'])
    expect((await follow(app!.file.download.url)).status).toBe(404)
    const third = await uploadFile(world, { name: 'notes.txt' })
    await change({ files: [third.id, first, second], archived: {} })
    expect(await names()).toEqual(['notes.txt', 'app.zip', 'manual.pdf'])
    await call('DELETE', `/v1/files/${third.id}`)
    expect(await names()).toEqual(['app.zip', 'manual.pdf'])
    expect((await call('GET', `/v1/benefits/${benefit_id}`)).body).toMatchObject({
      properties: { files: [first, second], archived: {} },
    })
  })

  it('is named to who has it without those that are archived, and in their state', async () => {
    await change({ files: [first, second], archived: { [first]: true } })
    const { body } = await portal('GET', '/v1/customer-portal/benefit-grants/')
    expect(body.items).toMatchObject([
      { properties: { files: [second] }, benefit: { properties: { active_files: [second] } } },
    ])
    expect(JSON.stringify(body)).not.toContain(first)
    expect((await call('GET', `/v1/customers/${customer_id}/state`)).body).toMatchObject({
      granted_benefits: [{ benefit_type: 'downloadables', properties: { files: [second] } }],
    })
  })

  it('is told of when it is another one', async () => {
    const told = async () => {
      const rows = await world.ports.db
        .selectFrom('events')
        .select('types')
        .where('aggregate_type', '=', 'benefit_grant')
        .orderBy('version')
        .execute()
      return rows.map(({ types }) => types[0])
    }
    await call('PATCH', `/v1/benefits/${benefit_id}`, { type: 'downloadables', description: 'The app' })
    expect(await told()).toEqual(['benefit_grant.created'])
    await change({ files: [first], archived: {} })
    await call('DELETE', `/v1/files/${first}`)
    expect(await told()).toEqual(['benefit_grant.created', 'benefit_grant.updated', 'benefit_grant.updated'])
  })
})

describe('a link to a file', () => {
  it('is over after an hour', async () => {
    const [app] = await shown()
    world.pass(3_600)
    const answer = await follow(app!.file.download.url)
    expect(answer).toMatchObject({ status: 410, body: { error: 'ResourceUnavailable' } })
  })

  it('that we never gave out is refused', async () => {
    const [app, manual] = await shown()
    const [a, b] = [app!.file.download.url, manual!.file.download.url]
    const forged = a.slice(0, -43) + b.slice(-43)
    expect(await follow(forged)).toMatchObject({ status: 400, body: { error: 'BadRequest' } })
    expect((await follow(a.replace(/[^/]+$/, 'nothing'))).status).toBe(400)
  })
})

describe('a benefit of files', () => {
  it('takes only files that have come whole and are the seller’s', async () => {
    const stranger = crypto.randomUUID()
    expect((await makeBenefit({ files: [stranger] })).status).toBe(422)
    expect((await makeBenefit({ files: [] })).status).toBe(422)
    const begun = await call('POST', '/v1/files/', {
      service: 'downloadable',
      name: 'begun.zip',
      mime_type: 'application/zip',
      size: 3,
      upload: { parts: [{ number: 1, chunk_start: 0, chunk_end: 3 }] },
    })
    expect((await makeBenefit({ files: [begun.body.id] })).status).toBe(422)
    expect((await change({ files: [begun.body.id] })).status).toBe(422)
    expect(await names()).toEqual(['app.zip', 'manual.pdf'])
  })
})
