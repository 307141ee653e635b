import type { File } from '@verge/polar/contract/files'
import type { FileRow } from '../../db/tables/benefits.ts'

export function presentFile(file: FileRow): File {
  const { id, created_at, organization_id, name, version, mime_type, size, sha256, uploaded_at } = file
  return {
    id,
    created_at,
    organization_id,
    name,
    version,
    mime_type,
    size,
    size_readable: readable(size),
    path: pathOf(file),
    storage_version: null,
    checksum_etag: uploaded_at && sha256,
    checksum_sha256_base64: sha256 && Buffer.from(sha256, 'hex').toString('base64'),
    checksum_sha256_hex: sha256,
    last_modified_at: uploaded_at,
    flagged_malicious_at: null,
    is_uploaded: uploaded_at !== null,
    service: 'downloadable',
  }
}

export function pathOf({ organization_id, id, name }: FileRow): string {
  return `/downloadable/${organization_id}/${id}/${name}`
}

const units = ['B', 'KB', 'MB', 'GB']

function readable(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${units[power]}`
}
