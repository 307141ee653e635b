import { isFromHere } from './same-site.ts'

const bytesMax = 64 * 1024

/** A form that is not taken: it changed nothing. */
export class FormRefused extends Error {
  override readonly name = 'FormRefused'
  readonly why: 'foreign' | 'too_large'

  constructor(why: FormRefused['why']) {
    super(`The form was refused: ${why}`)
    this.why = why
  }
}

/** What was sent from a page of this address. @throws FormRefused */
export async function postedForm(request: Request, publicUrl: string): Promise<URLSearchParams> {
  if (!isFromHere(request, publicUrl)) throw new FormRefused('foreign')
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of request.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (text.length > bytesMax) throw new FormRefused('too_large')
  }
  return new URLSearchParams(text)
}

/** The words for it, and its status. */
export function wordsOf(
  { why }: FormRefused,
  problem: Record<'foreignTitle' | 'foreign' | 'tooLargeTitle' | 'tooLarge', string>,
): { title: string; text: string; status: number } {
  if (why === 'foreign') return { title: problem.foreignTitle, text: problem.foreign, status: 403 }
  return { title: problem.tooLargeTitle, text: problem.tooLarge, status: 413 }
}
