import { defineCommand } from 'citty'
import { network } from '@verge/server/ports/http-out'
import { Unwanted } from '../unwanted.ts'
import { objectionsTo } from './judge.ts'
import { lookAround } from './look.ts'

export const pciCheck = defineCommand({
  meta: {
    name: 'pci-check',
    description:
      'Looks at the pages on the way to paying as a customer gets them: scripts and headers as they were looked through; 1 where they are not',
  },
  args: {
    customer: {
      type: 'positional',
      required: true,
      description: 'The external id of the customer who looks',
    },
    portal: { type: 'string', description: 'Where the portal is reached [PORTAL_URL]' },
    api: { type: 'string', description: 'Where Polar’s API is [the portal’s address]' },
    to: {
      type: 'string',
      default: '',
      description: 'Whom else forms may lead to, such as the payment processor: origins, with commas between',
    },
  },
  async run({ args }) {
    const portal = args.portal ?? process.env['PORTAL_URL'] ?? 'http://localhost:4000'
    const token = process.env['POLAR_ACCESS_TOKEN']
    if (!token) throw new Unwanted('POLAR_ACCESS_TOKEN is not set: it opens the session that looks.')
    const origins = [portal, ...args.to.split(',').filter(Boolean)].map((address) => new URL(address).origin)
    const pages = await lookAround({
      portal,
      api: args.api ?? portal,
      token,
      customer: args.customer,
      fetch: network.send,
    })
    const judged = pages.map(({ url, ...page }) => ({
      url,
      objections: objectionsTo({ url, ...page }, origins),
    }))
    for (const { url, objections } of judged) {
      console.log(`${objections.length > 0 ? 'CHANGED' : 'ok'}`.padEnd(8) + url)
      for (const objection of objections) console.log(`        ${objection}`)
    }
    const changed = judged.filter(({ objections }) => objections.length > 0).length
    if (changed > 0)
      throw new Unwanted(
        `\n${changed} of ${judged.length} pages are not as they were looked through. Until somebody knows why, let nobody pay there.`,
      )
    console.log(`\nAll ${judged.length} pages are as they were looked through.`)
  },
})
