import { beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { announced, sha256Of, uploadFile } from '../../../../test/world/upload.ts'
import { forgetUnfinishedFiles } from '../operations/files/forget.ts'
import { linkToFile } from '../operations/files/link.ts'
import { createFiles } from './files.ts'

let world: World
let call: Call
let files: ReturnType<typeof createFiles>
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
  files = createFiles(world.ports)
})

const parts = ['The app, ', 'in two parts.']
const described = {
  service: 'downloadable',
  name: 'app.zip',
  mime_type: 'application/zip',
  size: parts.join('').length,
}
interface Upload {
  id: string
  upload: { id: string; path: string; parts: { number: number; url: string }[] }
}

async function begin(more: object = {}): Promise<Upload> {
  const body = { ...described, upload: { parts: announced(parts) }, ...more }
  const answer = await call('POST', '/v1/files/', body)
  expect(answer.status).toBe(201)
  return answer.body as unknown as Upload
}

const put = (url: string, body: BodyInit) => files(new Request(url, { method: 'PUT', body }))
const fetchFile = (id: string, method = 'GET') => files(new Request(linkToFile(world.ports, id), { method }))

async function send({ upload }: Upload, texts = parts) {
  const etags = await Promise.all(
    upload.parts.map(async ({ url }, index) => (await put(url, texts[index]!)).headers.get('etag')),
  )
  return etags.map((checksum_etag, index) => ({ number: index + 1, checksum_etag: checksum_etag ?? '' }))
}

const complete = ({ id, upload }: Upload, sent: object[]) =>
  call('POST', `/v1/files/${id}/uploaded`, { id: upload.id, path: upload.path, parts: sent })

describe('an upload', () => {
  it('becomes a file when all of its parts have come, and can be said to be whole twice', async () => {
    const upload = await begin({ version: '1.4.0' })
    const sent = await send(upload)
    const done = await complete(upload, sent)
    const whole = sha256Of(parts.join(''))
    expect(done).toMatchObject({
      status: 200,
      body: {
        name: 'app.zip',
        version: '1.4.0',
        is_uploaded: true,
        size: 22,
        size_readable: '22 B',
        checksum_sha256_hex: whole.toString('hex'),
        checksum_sha256_base64: whole.toString('base64'),
      },
    })
    expect((await complete(upload, sent)).body).toEqual(done.body)
    expect((await call('GET', `/v1/files/?ids=${upload.id}`)).body.items).toEqual([done.body])
  })

  it('takes a part again in the place of what came before, until it is whole', async () => {
    const upload = await begin({ upload: { parts: [{ number: 1, chunk_start: 0, chunk_end: 22 }] } })
    const { url } = upload.upload.parts[0]!
    const wrong = await put(url, 'Something else of 22 b')
    const right = await put(url, parts.join(''))
    const said = (answer: Response) => [{ number: 1, checksum_etag: answer.headers.get('etag')! }]
    expect((await complete(upload, said(wrong))).status).toBe(422)
    expect((await complete(upload, said(right))).status).toBe(200)
    expect((await put(url, 'Another app')).status).toBe(404)
    expect(await (await fetchFile(upload.id)).text()).toBe(parts.join(''))
  })

  it('is refused a part that is not what was announced, and keeps what came before', async () => {
    const upload = await begin()
    const sent = await send(upload)
    const damaged = await put(upload.upload.parts[0]!.url, 'The app? ')
    expect(damaged.status).toBe(400)
    expect((await complete(upload, sent)).status).toBe(200)
  })

  it('is no file while parts are missing, or are not as long as was announced', async () => {
    const upload = await begin()
    const [first] = await send({ ...upload, upload: { ...upload.upload, parts: [upload.upload.parts[0]!] } })
    expect((await complete(upload, [first!])).status).toBe(422)
    const longer = await begin({ size: 23 })
    expect((await complete(longer, await send(longer))).status).toBe(422)
    expect((await fetchFile(upload.id)).status).toBe(404)
  })

  it('is no file where all of it is not what was announced', async () => {
    const checksum_sha256_base64 = sha256Of('something else').toString('base64')
    const upload = await begin({ checksum_sha256_base64 })
    expect((await complete(upload, await send(upload))).status).toBe(422)
  })

  it('is refused where it is too large, and a part that is larger than parts may be', async () => {
    const over = 256 * 1024 * 1024 + 1
    expect((await call('POST', '/v1/files/', { ...described, upload: { parts: [] } })).status).toBe(422)
    const large = { ...described, size: over, upload: { parts: announced(parts) } }
    expect((await call('POST', '/v1/files/', large)).status).toBe(422)
    const upload = await begin()
    const part = new Uint8Array(10 * 1024 * 1024 + 1)
    expect((await put(upload.upload.parts[0]!.url, part)).status).toBe(413)
  })

  it('comes back byte for byte, also where it is larger than what is read at once', async () => {
    const text = Array.from({ length: 400_000 }, (_, line) => line).join('\n')
    const { id } = await uploadFile(world, { parts: [text, 'the end'] })
    const answer = await fetchFile(id)
    expect(answer.headers.get('content-length')).toBe(String(text.length + 7))
    expect(await answer.text()).toBe(`${text}the end`)
  })

  it('that nobody finishes within a day is forgotten', async () => {
    const upload = await begin()
    await send(upload)
    const kept = await uploadFile(world)
    world.pass(86_400)
    await forgetUnfinishedFiles(world.ports)
    expect((await call('GET', '/v1/files/')).body.items).toMatchObject([{ id: kept.id }])
    const { count } = await world.ports.db
      .selectFrom('file_pieces')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('file_id', '=', upload.id)
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(0)
  })
})

describe('a link', () => {
  it('opens nothing when a letter of it is another one', async () => {
    const upload = await begin()
    const { url } = upload.upload.parts[0]!
    expect((await put(url.replace('/parts/1', '/parts/2'), parts[1]!)).status).toBe(404)
    const { id } = await uploadFile(world)
    const link = linkToFile(world.ports, id)
    const forged = link.replace(/expires=\d+/, 'expires=9999999999')
    expect((await files(new Request(forged))).status).toBe(404)
    expect((await files(new Request(link.replace(id, upload.id)))).status).toBe(404)
  })

  it('is over after its time: an hour to send, a minute to fetch', async () => {
    const upload = await begin()
    const { id } = await uploadFile(world)
    const link = linkToFile(world.ports, id)
    world.pass(60)
    expect((await files(new Request(link))).status).toBe(410)
    world.pass(3_540)
    expect((await put(upload.upload.parts[0]!.url, parts[0]!)).status).toBe(410)
  })

  it('is for what it was given for, and for nothing else', async () => {
    const { id } = await uploadFile(world)
    const link = linkToFile(world.ports, id)
    expect((await put(link, 'something')).status).toBe(405)
    const head = await files(new Request(link, { method: 'HEAD' }))
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '22', ''])
    const preflight = await files(new Request(link, { method: 'OPTIONS' }))
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD')
  })
})

describe('a file that is fetched', () => {
  const part = async (id: string, headers: Record<string, string>) => {
    const answer = await files(new Request(linkToFile(world.ports, id), { headers }))
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }

  it('goes on where it broke off, also within what was sent in several parts', async () => {
    const text = Array.from({ length: 40_000 }, (_, line) => line).join('\n')
    const { id } = await uploadFile(world, { parts: [text, 'the end'] })
    const size = text.length + 7
    const { headers } = await fetchFile(id, 'HEAD')
    expect(headers.get('accept-ranges')).toBe('bytes')
    const etag = headers.get('etag')!
    for (const first of [0, 1, 65_536, 65_537, text.length, size - 1]) {
      const rest = await part(id, { range: `bytes=${first}-`, 'if-range': etag })
      expect([rest.status, rest.text === `${text}the end`.slice(first)]).toEqual([206, true])
      expect(rest.headers.get('content-range')).toBe(`bytes ${first}-${size - 1}/${size}`)
      expect(rest.headers.get('content-length')).toBe(String(size - first))
    }
    expect(await part(id, { range: 'bytes=4-8' })).toMatchObject({ status: 206, text: text.slice(4, 9) })
  })

  it('comes whole where it is another one by now, and not at all where it ends before', async () => {
    const { id } = await uploadFile(world)
    const whole = parts.join('')
    const other = await part(id, { range: 'bytes=5-', 'if-range': '"another"' })
    expect(other).toMatchObject({ status: 200, text: whole })
    const beyond = await part(id, { range: `bytes=${whole.length}-` })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe(`bytes */${whole.length}`)
  })

  it('is kept and not shown, under its name, whatever that holds', async () => {
    const { id } = await uploadFile(world, { name: 'a "b"; c=\r\nX: y/../Ω.html', mime_type: 'text/html' })
    const { headers } = await fetchFile(id)
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="a _b__ c___X_ y_..__.html"; filename*=UTF-8''a%20%22b%22%3B%20c%3D%0D%0AX%3A%20y%2F..%2F%CE%A9.html`,
    )
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('private, no-store')
  })

  it('is renamed, and gone for good once it is deleted', async () => {
    const { id } = await uploadFile(world)
    const renamed = await call('PATCH', `/v1/files/${id}`, { name: 'App 2.zip', version: '2' })
    expect(renamed.body).toMatchObject({ name: 'App 2.zip', version: '2' })
    expect((await call('DELETE', `/v1/files/${id}`)).status).toBe(204)
    expect((await fetchFile(id)).status).toBe(404)
    expect((await call('DELETE', `/v1/files/${id}`)).status).toBe(404)
    expect((await call('GET', '/v1/files/')).body.items).toEqual([])
    expect(await world.ports.db.selectFrom('file_pieces').select('place').execute()).toEqual([])
  })
})
