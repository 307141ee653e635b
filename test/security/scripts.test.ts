import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { leadOnScript, script, type Script } from '@verge/server/portal/assets/assets'
import { openWorld } from '../world/open.ts'
import { portalOf, visitorOf } from '../world/visitor.ts'

const assets = join(import.meta.dirname, '../../packages/server/src/portal/assets')

/** Every script of every page where somebody may be on the way to paying, with why it is there (PCI DSS 6.4.3). */
const scripts = [
  listed(script, {
    name: 'enhance.js',
    on: 'every page of the portal and the checkout but those that only lead on, within the page itself',
    why: 'The next page is there at once, focus and scroll go where they help, a button says that it is working. Pages are whole without it.',
  }),
  listed(leadOnScript, {
    name: 'lead-on.js',
    on: 'the pages that only lead on: into the portal, and back from the bank, within the page itself',
    why: 'The form of such a page sends itself. Without it there is a button.',
  }),
]

function listed({ text, hash }: Script, told: { name: string; on: string; why: string }) {
  return {
    ...told,
    authorised_by:
      'portal/answers.tsx: the content security policy names this script by its hash and no other',
    integrity: `sha384-${createHash('sha384').update(text).digest('base64')}`,
    policy: hash.replaceAll("'", ''),
  }
}

/** What stands in the file, which somebody looks through before it is handed in; written anew where that is asked for. */
function standingIn(name: string, facts: unknown): unknown {
  const file = join(assets, name)
  if (process.env['UPDATE_DOCS']) writeFileSync(file, `${JSON.stringify(facts, null, 2)}\n`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

it('the list of scripts names each one with its reason and its bytes', () => {
  expect(standingIn('scripts.json', scripts)).toEqual(scripts)
})

it('the list of headers says each that protects a page, word for word (PCI DSS 11.6.1)', async () => {
  const world = await openWorld()
  const publicUrl = 'https://billing.example.com'
  const { headers } = await visitorOf(world, portalOf(world, { publicUrl }).handle).get(
    '/verge/portal/sign-in',
  )
  const names = [...headers.keys()].filter((name) => !['content-type', 'set-cookie', 'vary'].includes(name))
  const said = names.map((name) => [name, headers.get(name)!.replace(/(?<=form-action 'self')[^;]*/, '')])
  const wanted = Object.fromEntries(said)
  expect(standingIn('headers.json', wanted)).toEqual(wanted)
})

it.each([
  ['/verge/portal/sign-in', script],
  ['/verge/portal?customer_session_token=anybodys', leadOnScript],
])('the page %s holds the one that is for it, and no other', async (path, { text, hash }) => {
  const world = await openWorld()
  const visitor = visitorOf(world, portalOf(world).handle)
  const page = await visitor.get(path)
  expect(page.script).toBe(text)
  expect(page.html).not.toMatch(/<script|\son\w+=/)
  expect(page.headers.get('content-security-policy')).toContain(`script-src ${hash};`)
})
