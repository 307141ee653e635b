import * as z from 'zod'
import { operation } from './operation.ts'
import { id, listOf, manyOf, page, text, timestamp } from './values.ts'

/** What is known of a file, wherever it is told of. */
const described = {
  id,
  organization_id: id,
  name: z.string(),
  /** Of the seller's choice, such as `1.4.0`. */
  version: z.string().nullable(),
  path: z.string(),
  mime_type: z.string(),
  /** In bytes. */
  size: z.int(),
  size_readable: z.string(),
  storage_version: z.string().nullable(),
  checksum_etag: z.string().nullable(),
  checksum_sha256_base64: z.string().nullable(),
  checksum_sha256_hex: z.string().nullable(),
  last_modified_at: timestamp.nullable(),
  is_uploaded: z.boolean(),
  service: z.string(),
}

const file = z.object({ ...described, created_at: timestamp, flagged_malicious_at: timestamp.nullable() })
export type File = z.output<typeof file>

/** As its customers get it. */
export const offeredFile = z.object({
  ...described,
  /** Opens the file for whoever has this address, for a while. */
  download: z.object({
    url: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    expires_at: timestamp,
  }),
})

/** As base64: 32 bytes. */
const checksum = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'A SHA-256 as base64')
  .nullable()
const part = {
  number: z.int().min(1).max(1_000),
  /** The bytes from `chunk_start` up to, and not with, `chunk_end`. */
  chunk_start: z.int().min(0),
  chunk_end: z.int().min(0),
  checksum_sha256_base64: checksum.optional(),
}

export const fileBytesMax = 256 * 1024 * 1024
export const partBytesMax = 10 * 1024 * 1024

const name = text.trim().min(1).max(255)
const version = text.trim().max(64).nullable()
const byId = z.object({ id })

export const listFiles = operation({
  name: 'files.list',
  method: 'GET',
  path: '/v1/files/',
  gate: 'organization',
  query: z.strictObject({ ...page, organization_id: manyOf(id), ids: manyOf(id) }),
  status: 200,
  output: listOf(file),
})

/** Says what will come, and gets an address for each part of it. Parts are sent there by PUT, in any order. */
export const createFile = operation({
  name: 'files.create',
  method: 'POST',
  path: '/v1/files/',
  gate: 'organization',
  body: z.strictObject({
    organization_id: id.nullable().optional(),
    service: z.literal('downloadable'),
    name,
    version: version.optional(),
    mime_type: z
      .string()
      .max(127)
      .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/, 'A media type such as application/zip'),
    size: z.int().min(1).max(fileBytesMax),
    checksum_sha256_base64: checksum.optional(),
    upload: z.strictObject({
      parts: z
        .array(
          z
            .strictObject(part)
            .refine(
              ({ chunk_start, chunk_end }) => chunk_end - chunk_start <= partBytesMax,
              `A part has at most ${partBytesMax} bytes.`,
            ),
        )
        .min(1)
        .max(1_000)
        .refine(
          (parts) => new Set(parts.map(({ number }) => number)).size === parts.length,
          'Each part has a number of its own.',
        ),
    }),
  }),
  status: 201,
  output: z.object({
    ...described,
    upload: z.object({
      id: z.string(),
      path: z.string(),
      parts: z.array(
        z.object({
          ...part,
          url: z.string(),
          expires_at: timestamp,
          headers: z.record(z.string(), z.string()),
        }),
      ),
    }),
  }),
})

/** All of its parts have come: from now on it can be given out. */
export const completeFile = operation({
  name: 'files.uploaded',
  method: 'POST',
  path: '/v1/files/{id}/uploaded',
  gate: 'organization',
  params: byId,
  body: z.strictObject({
    /** The upload's, as it was given at the beginning. */
    id: text,
    path: text,
    parts: z
      .array(
        z.strictObject({
          number: z.int(),
          /** As the answer to its PUT named it. */
          checksum_etag: text.max(200),
          checksum_sha256_base64: text.max(200).nullable().optional(),
        }),
      )
      .min(1)
      .max(1_000),
  }),
  status: 200,
  output: file,
  refusals: ['ResourceNotFound'],
})

export const updateFile = operation({
  name: 'files.update',
  method: 'PATCH',
  path: '/v1/files/{id}',
  gate: 'organization',
  params: byId,
  body: z.strictObject({ name: name.nullable().optional(), version: version.optional() }),
  status: 200,
  output: file,
  refusals: ['ResourceNotFound'],
})

/** Nobody gets it any more. */
export const deleteFile = operation({
  name: 'files.delete',
  method: 'DELETE',
  path: '/v1/files/{id}',
  gate: 'organization',
  params: byId,
  status: 204,
  refusals: ['ResourceNotFound'],
})

export const listFilesOfBenefit = operation({
  name: 'benefits.files',
  method: 'GET',
  path: '/v1/benefits/{id}/files',
  gate: 'organization',
  params: byId,
  query: z.strictObject(page),
  status: 200,
  output: listOf(
    file.extend({
      downloaders: z.int(),
      downloads: z.int(),
    }),
  ),
  refusals: ['ResourceNotFound'],
})
