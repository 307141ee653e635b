import { errors, type ErrorCode } from '@verge/polar/errors'
import { isFromHere } from './same-site.ts'

const formType = 'application/x-www-form-urlencoded'
const bytesMax = 64 * 1024

/** A form that is not taken: it changed nothing. */
export class FormRefused extends Error {
  override readonly name = 'FormRefused'
  readonly why: 'foreign' | 'too_large' | 'unreadable'

  constructor(why: FormRefused['why']) {
    super(`The form was refused: ${why}`)
    this.why = why
  }
}

/** What was sent from a page of this address. @throws FormRefused */
export async function postedForm(request: Request, publicUrl: string): Promise<URLSearchParams> {
  if (!isFromHere(request, publicUrl)) throw new FormRefused('foreign')
  // Only programs send anything else to a page.
  const type = request.headers.get('content-type') ?? formType
  if (!type.startsWith(formType)) throw new FormRefused('unreadable')
  const text = await textOf(request).catch(() => {
    // Whoever sent it left in the middle, so that nobody reads the answer.
    throw new FormRefused('unreadable')
  })
  if (text === null) throw new FormRefused('too_large')
  return new URLSearchParams(text)
}

/** Null: it is larger than any form. */
async function textOf(request: Request): Promise<string | null> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of request.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (text.length > bytesMax) return null
  }
  return text
}

/** The words for it, its code and its status. */
export function wordsOf(
  { why }: FormRefused,
  problem: Record<
    'foreignTitle' | 'foreign' | 'tooLargeTitle' | 'tooLarge' | 'unreadableTitle' | 'unreadable',
    string
  >,
): { title: string; text: string; code: ErrorCode; status: number } {
  const told = {
    foreign: { title: problem.foreignTitle, text: problem.foreign, code: 'FormForeign' },
    too_large: { title: problem.tooLargeTitle, text: problem.tooLarge, code: 'RequestTooLarge' },
    unreadable: { title: problem.unreadableTitle, text: problem.unreadable, code: 'FormUnreadable' },
  } as const
  return { ...told[why], status: errors[told[why].code].status }
}
