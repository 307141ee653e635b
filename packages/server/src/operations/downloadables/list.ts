import type { listDownloadables as contract } from '@verge/polar/contract/downloadables'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { presentFile } from '../files/present.ts'
import { listed } from '../listing.ts'
import { idOf, listOffered } from './offered.ts'
import { newDownloadToken } from './token.ts'

export async function listDownloadables(
  ports: Ports,
  { customer_id, member }: CustomerActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const holder = { customer_id, ...(member && { member }) }
  const { rows, count } = await listOffered(ports.db, holder, query?.benefit_id, query)
  const items = rows.map((row) => {
    const { benefit_id, id: file_id } = row
    const offer = { ...holder, benefit_id, file_id }
    const { token, expires_at } = newDownloadToken(ports, offer)
    const url = `${ports.publicUrl}/v1/customer-portal/downloadables/${token}`
    return {
      id: idOf(offer),
      benefit_id,
      file: { ...presentFile(row), download: { url, headers: {}, expires_at } },
    }
  })
  return listed(items, count, query)
}
