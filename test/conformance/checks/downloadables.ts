import { createHash } from 'node:crypto'
import { NotTried, operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, same } from '../expect.ts'
import { having, type Having } from '../having.ts'
import type { Trial } from '../trial.ts'
import type { Wire, Wires } from '../wire.ts'

const content = 'What Conformance gives out, in a file.'
const size = content.length
const checksum = createHash('sha256').update(content).digest()

type Offered = Having & { file: { id: string }; downloadable: Wire }

const announcement = {
  service: 'downloadable' as const,
  name: 'conformance.txt',
  mime_type: 'text/plain',
  size,
  version: '1.0',
  upload: { parts: [{ number: 1, chunk_start: 0, chunk_end: size }] },
}
const camelAnnouncement = {
  service: announcement.service,
  name: announcement.name,
  mimeType: announcement.mime_type,
  size,
  version: announcement.version,
  upload: { parts: [{ number: 1, chunkStart: 0, chunkEnd: size }] },
}

async function begun(trial: Trial): Promise<Wire> {
  if (!(await trial.serves('POST', '/v1/files/'))) throw new NotTried('needs a place for files')
  const upload = await trial.post('/v1/files/', announcement)
  trial.forget(`/v1/files/${upload.id}`)
  return upload
}

/** As it is said that all has come, once all has. */
async function sent(trial: Trial) {
  const { id, upload } = await begun(trial)
  const parts = await Promise.all(
    upload.parts.map(async ({ number, url, headers = {} }) => {
      const answer = await fetch(url, { method: 'PUT', body: content, headers })
      if (!answer.ok) throw new Error(`On the way there: the part was answered with ${answer.status}`)
      return { number, checksum_etag: answer.headers.get('etag') ?? '', checksum_sha256_base64: null }
    }),
  )
  return { id, body: { id: upload.id, path: upload.path, parts } }
}

async function uploaded(trial: Trial): Promise<{ id: string }> {
  const { id, body } = await sent(trial)
  await trial.post(`/v1/files/${id}/uploaded`, body)
  return { id }
}

async function offered(trial: Trial): Promise<Offered> {
  const file = await uploaded(trial)
  const has = await having(trial, {
    type: 'downloadables',
    description: 'Conformance files',
    properties: { files: [file.id] },
  })
  const downloadable = await trial.eventually('the file', async () => (await listed(trial, has.token))[0])
  return { ...has, file, downloadable }
}

async function listed(trial: Trial, token: string): Promise<Wires> {
  const { items } = await trial.get('/v1/customer-portal/downloadables/', token)
  return items
}

/** From link to link, as a browser would. */
const fetched = (url: string) => fetch(url, { redirect: 'follow' })

const described = { name: 'conformance.txt', size, service: 'downloadable', version: '1.0' }

export const downloadables: readonly Check[] = [
  operation('L', 'POST /v1/files/', {
    ok: 201,
    v1: (polar) => polar.files.create(announcement),
    v0: (polar) => polar.files.create(camelAnnouncement),
    raw: () => ({ body: announcement }),
    shows: (answer, _, trial) => {
      trial.forget(`/v1/files/${answer.id}`)
      fits(answer, { ...described, is_uploaded: false })
      same(answer.upload.parts.length, 1, 'The number of parts')
    },
  }),
  operation<Awaited<ReturnType<typeof sent>>>('L', 'POST /v1/files/{id}/uploaded', {
    ok: 200,
    given: sent,
    v1: (polar, { id, body }) => polar.files.uploaded(id, body),
    v0: (polar, { id, body }) =>
      polar.files.uploaded({
        id,
        fileUploadCompleted: {
          ...body,
          parts: body.parts.map(({ number, checksum_etag }) => ({
            number,
            checksumEtag: checksum_etag,
            checksumSha256Base64: null,
          })),
        },
      }),
    raw: ({ id, body }) => ({ params: { id }, body }),
    shows: (answer, { id }) => fits(answer, { id, ...described, is_uploaded: true }),
  }),
  operation<{ id: string }>('L', 'GET /v1/files/', {
    ok: 200,
    given: uploaded,
    v1: (polar, { id }) => polar.files.list({ ids: [id] }),
    v0: (polar, { id }) => polar.files.list({ ids: [id] }),
    raw: ({ id }) => ({ query: `ids=${id}` }),
    shows: ({ items }, { id }) => fits(items[0], { id, ...described }),
  }),
  operation<{ id: string }>('L', 'PATCH /v1/files/{id}', {
    ok: 200,
    given: uploaded,
    v1: (polar, { id }) => polar.files.update(id, { name: 'other.txt' }),
    v0: (polar, { id }) => polar.files.update({ id, filePatch: { name: 'other.txt' } }),
    raw: ({ id }) => ({ params: { id }, body: { name: 'other.txt' } }),
    shows: (answer, { id }) => fits(answer, { id, name: 'other.txt', version: '1.0' }),
  }),
  operation<{ id: string }>('L', 'DELETE /v1/files/{id}', {
    ok: 204,
    given: uploaded,
    v1: (polar, { id }) => polar.files.delete(id),
    v0: (polar, { id }) => polar.files.delete({ id }),
    raw: ({ id }) => ({ params: { id } }),
  }),
  operation<Offered>('L', 'GET /v1/customer-portal/downloadables/', {
    ok: 200,
    given: offered,
    v1: (polar) => polar.customerPortal.downloadables.list({}),
    v0: (polar, _, security) => polar.customerPortal.downloadables.list(security, {}),
    raw: () => ({}),
    shows: ({ items }, { benefit, file }) =>
      fits(items[0], { benefit_id: benefit.id, file: { id: file.id, ...described } }),
  }),
  rule('file.fetched', 'Whoever has a file gets it, byte for byte, to be kept', async (trial) => {
    const { downloadable } = await offered(trial)
    const answer = await fetched(downloadable.file.download.url)
    same(answer.status, 200, 'The status')
    const bytes = Buffer.from(await answer.arrayBuffer())
    same(createHash('sha256').update(bytes).digest('hex'), checksum.toString('hex'), 'The checksum')
  }),
  rule('file.revoked', 'A file is gone with what it came with, by links of before too', async (trial) => {
    const { grant, customer, downloadable } = await offered(trial)
    await trial.delete(`/v1/subscriptions/${grant.subscription_id}`)
    const token = await trial.session(customer)
    await trial.eventually('the file’s end', async () => (await listed(trial, token)).length === 0)
    const { status } = await fetched(downloadable.file.download.url)
    isTrue(status >= 400, `The link of before was answered with ${status}`)
  }),
  rule('file.archived', 'A file that is archived is given to nobody', async (trial) => {
    const { benefit, file, token } = await offered(trial)
    const properties = { files: [file.id], archived: { [file.id]: true } }
    await trial.patch(`/v1/benefits/${benefit.id}`, { type: 'downloadables', properties })
    await trial.eventually('the file’s end', async () => (await listed(trial, token)).length === 0)
  }),
  rule('file.forged', 'A link to a file that nobody gave out opens nothing', async (trial) => {
    const { downloadable } = await offered(trial)
    const { pathname } = new URL(downloadable.file.download.url)
    const forged = pathname.replace(/.{6}$/, (end) => [...end].toReversed().join(''))
    isTrue(forged !== pathname, 'The link reads the same backwards')
    refuses(await trial.call('GET', forged, { token: null }), 400, 'BadRequest')
  }),
  rule('file.foreign', 'Nobody sees the files of others', async (trial) => {
    await offered(trial)
    same(await listed(trial, await trial.session(await trial.customer())), [], 'The files')
    answers(await trial.call('GET', '/v1/customer-portal/downloadables/', { token: null }), 401)
  }),
]
