import { sendSignInCodes } from '@verge/server/operations/sign-in/send-codes'
import type { World } from './open.ts'
import type { Seen, Visitor } from './visitor.ts'

/** Sends the codes that were asked for: the one that they got now; undefined: none. */
export async function codeSentTo({ ports }: World, recipient: string): Promise<string | undefined> {
  const mails = () =>
    ports.db.selectFrom('emails').select(['id', 'body']).where('recipient', '=', recipient).execute()
  const before = new Set((await mails()).map(({ id }) => id))
  await sendSignInCodes(ports)
  const mail = (await mails()).find(({ id }) => !before.has(id))
  return mail && /Your code is (\w{6})\./.exec(mail.body)![1]!
}

/** Types the code that stands in the way of what was asked for last. */
export async function typeCode(world: World, visitor: Visitor, email: string): Promise<Seen> {
  await visitor.post('/verge/portal/confirm')
  const code = (await codeSentTo(world, email))!
  return visitor.post('/verge/portal/confirm/code', { code })
}

/** Whoever does so may do for ten minutes what needs a fresh code. */
export async function confirmSelf(world: World, visitor: Visitor, email: string): Promise<void> {
  await visitor.get('/verge/portal/billing/data')
  await typeCode(world, visitor, email)
}
