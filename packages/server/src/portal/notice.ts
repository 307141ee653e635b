import * as z from 'zod'

const notice = z.object({ tone: z.enum(['done', 'problem']), text: z.string().max(1000) })
/** One message for the next page: what was done, or why it was not. */
export type Notice = z.output<typeof notice>

export const done = (text: string): Notice => ({ tone: 'done', text })
export const problem = (text: string): Notice => ({ tone: 'problem', text })

export function writeNotice(message: Notice): string {
  return Buffer.from(JSON.stringify(message)).toString('base64url')
}

export function readNotice(cookie: string | undefined): Notice | null {
  if (!cookie) return null
  try {
    return notice.parse(JSON.parse(Buffer.from(cookie, 'base64url').toString()))
  } catch {
    return null
  }
}
