import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { script, scriptHash } from '@verge/server/portal/assets/assets'
import { openWorld } from '../world/open.ts'
import { portalOf, visitorOf } from '../world/visitor.ts'

const inventory = join(import.meta.dirname, '../../packages/server/src/portal/assets/scripts.json')

/** Every script of every page where somebody may be on the way to paying, with why it is there (PCI DSS 6.4.3). */
const scripts = [
  {
    name: 'enhance.js',
    on: 'every page of the portal and the checkout, within the page itself',
    why: 'The next page is there at once, focus and scroll go where they help, a button says that it is working. Pages are whole without it.',
    authorised_by:
      'portal/answers.tsx: the content security policy names this script by its hash and no other',
    integrity: `sha384-${createHash('sha384').update(script).digest('base64')}`,
    policy: scriptHash.replaceAll("'", ''),
  },
]

it('the list of scripts names each one with its reason and its bytes', () => {
  const text = `${JSON.stringify(scripts, null, 2)}\n`
  if (process.env['UPDATE_DOCS']) writeFileSync(inventory, text)
  expect(JSON.parse(readFileSync(inventory, 'utf8'))).toEqual(scripts)
})

it('a page holds that one and no other', async () => {
  const world = await openWorld()
  const visitor = visitorOf(world, portalOf(world).handle)
  const page = await visitor.get('/verge/portal/sign-in')
  expect(page.script).toBe(script)
  expect(page.html).not.toMatch(/<script|\son\w+=/)
})
