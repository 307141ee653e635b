import { FormRefused } from '../posted-form.ts'
import { isFromHere } from '../same-site.ts'

const bytesMax = 1024 * 1024
const charactersMax = 32_000

/** What somebody shows to be checked: what they pasted, else the file that they chose. @throws FormRefused */
export async function shownText(request: Request, publicUrl: string): Promise<string> {
  if (!isFromHere(request, publicUrl)) throw new FormRefused('foreign')
  const form = await new Response(await bytesOf(request), {
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
  })
    .formData()
    .catch(() => new FormData())
  const [pasted, chosen] = [form.get('receipt'), form.get('file')]
  if (typeof pasted === 'string' && pasted.trim()) return pasted.slice(0, charactersMax)
  return chosen instanceof File ? textOf(new Uint8Array(await chosen.arrayBuffer())) : ''
}

async function bytesOf(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request.body ?? []) {
    length += part.byteLength
    if (length > bytesMax) throw new FormRefused('too_large')
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Of a PDF the seal alone, which stands in it as plain letters. */
function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1')
  if (!text.startsWith('%PDF')) return Buffer.from(bytes).toString('utf8').slice(0, charactersMax)
  return /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(text)?.[0].slice(0, charactersMax) ?? ''
}
