import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '@verge/server/portal/routes'
import { portalOf, visitorOf, type Seen, type Visitor } from '../world/visitor.ts'
import { openEstate, type Estate } from './estate.ts'

let estate: Estate
let owner: Visitor
let again: Visitor
beforeAll(async () => {
  estate = await openEstate()
  owner = await estate.visitor(await estate.token('owner'))
  // The same person, who signed in a second time.
  again = await estate.visitor(await estate.token('owner'))
}, 120_000)
afterAll(() => estate.world.ports.db.destroy())

const overview = '/verge/portal'
const formsOn = ({ html }: Seen) => html.match(/<form [^>]*method="post"[^]*?<\/form>/g) ?? []
const tokenIn = (form: string) => /name="form_token" value="([\w-]{22})"/.exec(form)?.[1]
const tokenOf = async (visitor: Visitor) => tokenIn(formsOn(await visitor.get(overview))[0]!)!
const everything = async () =>
  JSON.stringify(await estate.world.ports.db.selectFrom('audit_entries').selectAll().execute())

describe('a form', () => {
  it('is written in one place', () => {
    const sources = join(import.meta.dirname, '../../packages/server/src')
    const writers = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .filter((name) => /method="post"/i.test(readFileSync(join(sources, name), 'utf8')))
    expect(writers).toEqual(['portal/ui/form.tsx'])
  })

  it.each(routes.filter(({ page }) => page).map(({ path }) => path))(
    'on %s carries the token of the session',
    async (path) => {
      const wanted = await tokenOf(owner)
      for (const form of formsOn(await owner.get(estate.addressOf(path))))
        expect([form, tokenIn(form)]).toEqual([form, wanted])
    },
  )

  it('on a page without a session carries none', async () => {
    const nobody = visitorOf(estate.world, portalOf(estate.world).handle)
    const forms = formsOn(await nobody.get(`${overview}/sign-in`))
    expect(forms.map(tokenIn)).toEqual([undefined])
  })

  const actions = routes.filter(({ action }) => action).map(({ path }) => path)
  it.each(actions)('of %s is not taken without the token of this very session', async (path) => {
    const before = await everything()
    const own = await tokenOf(owner)
    const others = await tokenOf(again)
    expect(others).not.toBe(own)
    for (const form_token of ['', 'x', others, `${own}A`, own.slice(1)]) {
      const answer = await owner.post(estate.addressOf(path), { form_token })
      const seen = answer.location ? await owner.get(answer.location) : answer
      expect([303, 403]).toContain(answer.status)
      expect([path, form_token, seen.html]).toEqual([path, form_token, expect.stringContaining('FormStale')])
      expect(seen.html).toContain('Nothing was done')
    }
    expect(await everything()).toBe(before)
  })

  it('is taken by another process that has the same secret', async () => {
    const form_token = await tokenOf(owner)
    const elsewhere = visitorOf(estate.world, portalOf(estate.world).handle)
    for (const [name, value] of owner.cookies()) (elsewhere.cookies() as Map<string, string>).set(name, value)
    const path = `${overview}/people`
    const fields = { form_token, email: 'taken@example.com', name: '', role: 'member' }
    expect(await elsewhere.post(path, fields)).toMatchObject({ status: 303 })
  })
})

describe('what was typed', () => {
  const stale = (path: string, fields: Record<string, string>) =>
    owner.post(path, { ...fields, form_token: 'of an older page' })

  it('stands in the fields again, with the token of this session', async () => {
    const seen = await stale(`${overview}/people`, {
      email: 'new@example.com',
      name: 'New "Name"',
      role: 'billing_manager',
    })
    expect(seen.status).toBe(403)
    expect(seen.html).toContain('value="new@example.com"')
    expect(seen.html).toContain('value="New &quot;Name&quot;"')
    expect(seen.html).toMatch(/value="billing_manager" checked/)
    expect(seen.html).not.toContain('of an older page')
    expect(formsOn(seen).map(tokenIn)).not.toContain(undefined)
  })

  it('stays in the form that was sent, where the page has others with a field of that name', async () => {
    const { html } = await stale(`${overview}/billing`, { name: 'Typed Anew', country: 'DE', city: 'Bonn' })
    expect(html).toContain('value="Typed Anew"')
    expect(html).toMatch(/value="DE" selected/)
    const id = estate.owned['team']!
    const reason = await stale(`${overview}/subscriptions/${id}/reason`, {
      reason: 'too_expensive',
      comment: 'Too <dear>',
    })
    expect(reason.status).toBe(403)
    const resumes_on = '2031-02-03'
    const pause = `${overview}/subscriptions/${estate.owned['subscriptions']!}/pause`
    expect((await stale(pause, { resumes_on })).html).toContain(`value="${resumes_on}"`)
  })
})

describe('signing out', () => {
  it('needs the token as well, and keeps the session without it', async () => {
    const seen = await again.post(`${overview}/sign-out`, { form_token: '' })
    expect(seen).toMatchObject({ status: 303, location: overview })
    expect((await again.get(overview)).html).toContain('FormStale')
    expect(await again.post(`${overview}/sign-out`)).toMatchObject({
      status: 303,
      location: `${overview}/sign-in?signed_out`,
    })
  })
})
