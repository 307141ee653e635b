import { sql } from 'kysely'
import type { getDownloadable as contract } from '@verge/polar/contract/downloadables'
import type { InputOf } from '@verge/polar/contract/operation'
import { notFound, Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { Anonymous } from '../actor.ts'
import { linkToFile } from '../files/link.ts'
import { findOffered, type Offer } from './offered.ts'
import { readDownloadToken } from './token.ts'

/** Where the file is to be fetched from, for a moment. That it was fetched is noted. */
export async function followDownload(
  ports: Ports,
  _: Anonymous,
  { params }: InputOf<typeof contract>,
): Promise<string> {
  const read = readDownloadToken(ports, params.token)
  if (!read)
    throw new Refusal('BadRequest', 'This is no link to a file. Open the file again from your portal.')
  if (read.isExpired)
    throw new Refusal('ResourceUnavailable', 'This link has expired. Open the file again from your portal.')
  const file = await findOffered(ports.db, read.offer)
  if (!file) throw notFound()
  await noteFetched(ports, read.offer)
  return linkToFile(ports, file.id)
}

async function noteFetched({ db, clock }: Ports, { customer_id, benefit_id, file_id }: Offer): Promise<void> {
  const now = clock.now()
  await db
    .insertInto('file_downloads')
    .values({ customer_id, benefit_id, file_id, first_at: now, last_at: now, count: 1 })
    .onConflict((on) =>
      on
        .columns(['file_id', 'benefit_id', 'customer_id'])
        .doUpdateSet({ last_at: now, count: sql<number>`file_downloads.count + 1` }),
    )
    .execute()
}
