import { sendSignInCodes } from '@verge/server/operations/sign-in/send-codes'
import type { World } from './open.ts'

/** Sends the codes that were asked for: the one that they got now; undefined: none. */
export async function codeSentTo({ ports }: World, recipient: string): Promise<string | undefined> {
  const mails = () =>
    ports.db.selectFrom('emails').select(['id', 'body']).where('recipient', '=', recipient).execute()
  const before = new Set((await mails()).map(({ id }) => id))
  await sendSignInCodes(ports)
  const mail = (await mails()).find(({ id }) => !before.has(id))
  return mail && /Your code is (\w{6})\./.exec(mail.body)![1]!
}
