import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { sealed } from '@verge/polar/contract/receipts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { Anonymous } from '../actor.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { openDocument } from '../orders/open-document.ts'
import { cancelSubscription, uncancelSubscription } from '../subscriptions/cancel.ts'
import { revokeSubscription } from '../subscriptions/revoke.ts'
import { getReceipt, getReceiptDocument, getReceiptKeys, listReceipts } from './get.ts'
import { verifyReceipt } from './verify.ts'

let world: World
let people = 0
const anybody: Anonymous = { kind: 'anonymous' }
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())

async function leaver() {
  const { actor } = await world.addCustomer(`leaver-${people++}@example.com`, '4242424242424242')
  const { id } = await world.subscribe(actor.customer_id)
  const params = { id }
  return {
    actor,
    id,
    cancel: () => cancelSubscription(world.ports, actor, { params }),
    uncancel: () => uncancelSubscription(world.ports, actor, { params }),
    receipts: async () => (await listReceipts(world.ports, actor, { query: { subscription_id: id } })).items,
  }
}
const verify = (text: string) => verifyReceipt(world.ports, anybody, { body: { text } })
const fileOf = (receipt: object, seal: string) => JSON.stringify({ receipt, seal }, null, 2)

describe('a cancellation', () => {
  it('gives a receipt that anybody checks with the published key alone', async () => {
    const { id, cancel, receipts } = await leaver()
    const { ends_at } = await cancel()
    const [receipt] = await receipts()
    const keys = await getReceiptKeys(world.ports, anybody, { params: { slug: 'verge' } })
    const { payload } = await compactVerify(
      receipt!.seal,
      createLocalJWKSet(keys as unknown as JSONWebKeySet),
    )
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      iss: 'http://localhost:4000/verge',
      jti: receipt!.id,
      sub: id,
      kind: 'cancellation',
      product: 'Pro',
      received_at: '2027-01-31T12:00:00.000Z',
      ends_at: ends_at!.toISOString(),
      further_charge: false,
      declared_by: 'customer',
    })
  })

  it('is told genuine alone, in a file, in a mail that broke its lines, and says what it says', async () => {
    const { cancel, receipts } = await leaver()
    await cancel()
    const { seal, id } = (await receipts())[0]!
    const says = (await verify(seal)).says!
    const folded = `Dear customer,\n> ${seal.match(/.{1,70}/g)!.join('\n> ')}\nBye`
    const file = fileOf(z.encode(sealed, says), seal)
    for (const text of [seal, `  ${seal}\n`, folded, file])
      expect(await verify(text)).toMatchObject({
        standing: 'genuine',
        says: { jti: id },
        taken_back_at: null,
      })
  })

  it('that was changed by a letter, in the seal or beside it, is told altered; another one is unknown', async () => {
    const { cancel, receipts } = await leaver()
    await cancel()
    const { seal } = (await receipts())[0]!
    const says = z.encode(sealed, (await verify(seal)).says!)
    const [header, , signature] = seal.split('.')
    const forged = Buffer.from(JSON.stringify({ ...says, ends_at: '2030-01-01T00:00:00.000Z' }))
    for (const text of [
      `${header}.${forged.toString('base64url')}.${signature}`,
      fileOf({ ...says, ends_at: '2030-01-01T00:00:00.000Z' }, seal),
    ])
      expect(await verify(text)).toEqual({ standing: 'altered', says: null, taken_back_at: null })
    for (const text of ['', 'I cancelled, believe me', seal.slice(40), seal.replace(/^eyJ/, 'eyK')])
      expect(await verify(text)).toMatchObject({ standing: 'unknown', says: null })
  })

  it('that was taken back stays genuine, and says so; the next one has a receipt of its own', async () => {
    const { cancel, uncancel, receipts } = await leaver()
    await cancel()
    await uncancel()
    await cancel()
    const all = await receipts()
    expect(all).toHaveLength(2)
    const back = all.find(({ taken_back_at }) => taken_back_at !== null)!
    const standing = all.find(({ taken_back_at }) => taken_back_at === null)!
    expect(await verify(back.seal)).toMatchObject({ standing: 'genuine', taken_back_at: back.taken_back_at })
    expect(await verify(standing.seal)).toMatchObject({ standing: 'genuine', taken_back_at: null })
  })

  it('by the seller is receipted too, and says whose it was', async () => {
    const { id, receipts } = await leaver()
    await revokeSubscription(world.ports, world.organization, { params: { id } })
    expect(await receipts()).toMatchObject([{ declared_by: 'seller', kind: 'cancellation' }])
  })

  it('mails the seal, so that the mail alone is proof', async () => {
    const { actor, cancel, receipts } = await leaver()
    await cancel()
    const [receipt] = await receipts()
    const { body } = await world.ports.db
      .selectFrom('emails')
      .select('body')
      .where('customer_id', '=', actor.customer_id)
      .where('subject', '=', 'Your subscription will end')
      .executeTakeFirstOrThrow()
    expect(body).toContain(`http://localhost:4000/verge/portal/receipts/${receipt!.id}`)
    expect(await verify(body)).toMatchObject({ standing: 'genuine', says: { jti: receipt!.id } })
  })
})

describe('a receipt', () => {
  it("is its customer's alone", async () => {
    const { cancel, receipts } = await leaver()
    await cancel()
    const { id } = (await receipts())[0]!
    const { actor } = await leaver()
    await expect(getReceipt(world.ports, actor, { params: { id } })).rejects.toMatchObject({
      error: 'ResourceNotFound',
    })
  })

  it('can be had as a PDF that is itself told genuine', async () => {
    const { actor, cancel, receipts } = await leaver()
    await cancel()
    const { id } = (await receipts())[0]!
    const link = new URL((await getReceiptDocument(world.ports, actor, { params: { id } })).url)
    const opened = await openDocument(world.ports, {
      kind: 'cancellation',
      subject_id: id,
      expires: Number(link.searchParams.get('expires')),
      signature: link.searchParams.get('signature')!,
    })
    if (opened.standing !== 'open') throw new Error(opened.standing)
    const text = Buffer.from(opened.pdf).toString('latin1')
    expect(await verify(text.slice(text.indexOf('eyJ'), text.indexOf('eyJ') + 4_000))).toMatchObject({
      standing: 'genuine',
      says: { jti: id },
    })
  })

  it('keeps what it says whatever is written to its row, and forgets only who left', async () => {
    const { actor, cancel, receipts } = await leaver()
    await cancel()
    const { id, seal } = (await receipts())[0]!
    const rows = world.ports.db.updateTable('cancellation_receipts').where('id', '=', id)
    await expect(rows.set({ ends_at: new Date(0) }).execute()).rejects.toThrow('says what it says')
    await expect(rows.set({ seal: `${seal}x` }).execute()).rejects.toThrow('says what it says')
    await deleteCustomer(world.ports, world.organization, {
      params: { id: actor.customer_id },
      query: { anonymize: true },
    })
    expect(await receipts()).toEqual([])
    expect(await verify(seal)).toMatchObject({ standing: 'genuine' })
  })
})
