import { createHash } from 'node:crypto'
import { createFiles } from '@verge/server/files/files'
import { completeFile } from '@verge/server/operations/files/complete'
import { createFile } from '@verge/server/operations/files/create'
import type { World } from './open.ts'

interface Uploading {
  name?: string
  mime_type?: string
  version?: string | null
  /** Sent in as many parts. */
  parts?: readonly string[]
}

export const sha256Of = (text: string) => createHash('sha256').update(text).digest()

/** What is said of these parts before they are sent. */
export function announced(parts: readonly string[]) {
  let sent = 0
  return parts.map((text, index) => ({
    number: index + 1,
    chunk_start: sent,
    chunk_end: (sent += Buffer.byteLength(text)),
    checksum_sha256_base64: sha256Of(text).toString('base64'),
  }))
}

/** A file that a seller uploaded, as a program of theirs would. */
export async function uploadFile(
  { ports, organization }: Pick<World, 'ports' | 'organization'>,
  {
    name = 'app.zip',
    mime_type = 'application/zip',
    version = null,
    parts = ['The app, ', 'in two parts.'],
  }: Uploading = {},
) {
  const files = createFiles(ports)
  const size = Buffer.byteLength(parts.join(''))
  const made = await createFile(ports, organization, {
    body: { service: 'downloadable', name, mime_type, version, size, upload: { parts: announced(parts) } },
  })
  const sent = made.upload.parts.map(async ({ number, url }, index) => {
    const answer = await files(new Request(url, { method: 'PUT', body: parts[index]! }))
    return { number, checksum_etag: answer.headers.get('etag') ?? '', checksum_sha256_base64: null }
  })
  const { id, path } = made.upload
  return completeFile(ports, organization, {
    params: { id: made.id },
    body: { id, path, parts: await Promise.all(sent) },
  })
}
