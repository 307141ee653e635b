import type { Context, Hono } from 'hono'
import { PolarFault } from '@verge/polar/client'
import type { LeavingKind } from '@verge/polar/contract/receipts'
import { checkStatement, declareLeaving, proveStatement } from '@verge/polar/contract/statements'
import { Refusal } from '@verge/polar/refusals'
import { hidingAddress, shown, type Viewer } from '../answers.tsx'
import { postedForm } from '../posted-form.ts'
import type { DoorOptions } from '../session/door.ts'
import { hasProblems } from '../ui/field.tsx'
import { messagePage } from '../ui/message-page.tsx'
import type { View } from '../visit.ts'
import { declarationIn, problemsIn } from './form.ts'
import { arrivedPage, declarationPage, provenPage, provePage } from './pages.tsx'

interface StatementOptions extends DoorOptions {
  newKey(): string
}

const kinds: readonly [path: string, kind: LeavingKind][] = [
  ['cancel', 'cancellation'],
  ['withdraw', 'withdrawal'],
]

/** Ending a contract without signing in, in two steps; nothing here tells whether anybody has an address. */
export function addStatements(app: Hono, door: StatementOptions): void {
  // Where only Polar could be asked nobody takes declarations down.
  if (!door.polarFor().supports(declareLeaving)) return
  for (const [path, kind] of kinds) {
    addDeclaration(app, door, path, kind)
    addProof(app, door, path)
  }
}

function addDeclaration(app: Hono, door: StatementOptions, path: string, kind: LeavingKind): void {
  const { publicUrl, surroundings, polarForGuest, toGuest, newKey } = door
  const addressOf = (c: Context) => `/${c.req.param('slug')}/${path}`

  app.get(`/:slug/${path}`, (c) =>
    toGuest(c, (viewer) => {
      const values = declarationIn(new URLSearchParams({ key: newKey() }))
      return shown(declarationPage(viewer, { kind, to: addressOf(c), values }), viewer, surroundings)
    }),
  )

  app.post(`/:slug/${path}`, async (c) => {
    const values = declarationIn(await postedForm(c.req.raw, publicUrl))
    return toGuest(c, async (viewer, organization_id) => {
      const asking = { kind, to: addressOf(c), values }
      const problems = problemsIn(values, viewer.messages)
      if (hasProblems(problems))
        return shown(declarationPage(viewer, { ...asking, problems }), viewer, surroundings, { status: 422 })
      const { name, email, contract, when, day, reason, key } = values
      const body = {
        organization_id,
        kind,
        name,
        email,
        contract,
        wished_end: kind === 'cancellation' && when === 'day' ? day : null,
        reason: reason || null,
        locale: viewer.locale,
        idempotency_key: key.length >= 16 ? key : newKey(),
      }
      try {
        const declared = await polarForGuest(c).call(declareLeaving, { body })
        return await shown(arrivedPage(viewer, kind, values, declared), viewer, surroundings)
      } catch (error) {
        if (!isTooOften(error)) throw error
        const refused = viewer.messages.signIn.tooOften
        return shown(declarationPage(viewer, { ...asking, refused }), viewer, surroundings, { status: 429 })
      }
    })
  })
}

/** Where the link in the mail leads. Looking changes nothing: programs open links too. */
function addProof(app: Hono, door: StatementOptions, path: string): void {
  const { publicUrl, surroundings, polarForGuest, toGuest } = door
  const addressOf = (c: Context) => `/${c.req.param('slug')}/${path}/confirm`

  app.get(`/:slug/${path}/confirm`, (c) =>
    toGuest(c, async (viewer) => {
      const token = (c.req.query('token') ?? '').slice(0, 256)
      const known = await polarForGuest(c)
        .call(checkStatement, { query: { token } })
        .catch((error: unknown) => overPage(error, viewer))
      if ('view' in known) return answer(viewer, known)
      return answer(viewer, { view: provePage(viewer, { to: addressOf(c), token, ...known }) })
    }),
  )

  app.post(`/:slug/${path}/confirm`, async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    return toGuest(c, async (viewer) => {
      const token = (form.get('token') ?? '').slice(0, 256)
      const contract_id = form.get('contract_id')
      const body = { token, ...(contract_id && { contract_id }) }
      const proven = await polarForGuest(c)
        .call(proveStatement, { body })
        .catch((error: unknown) => overPage(error, viewer))
      if ('view' in proven) return answer(viewer, proven)
      const missing = form.has('choosing') && !contract_id
      const error = missing ? viewer.messages.statement.chooseWrong : undefined
      return answer(viewer, { view: provenPage(viewer, addressOf(c), token, proven, error) })
    })
  })

  async function answer(
    viewer: Viewer,
    { view, status = 200 }: { view: View; status?: number },
  ): Promise<Response> {
    return hidingAddress(await shown(view, viewer, surroundings, { status }))
  }
}

/** @throws the error itself where it is none that is expected here */
function overPage(error: unknown, { messages }: Viewer): { view: View; status: number } {
  const { linkOver, linkOverHelp } = messages.statement
  if (error instanceof Refusal) return { view: messagePage(linkOver, [linkOverHelp]), status: 410 }
  if (isTooOften(error))
    return { view: messagePage(messages.refused.notNow, [messages.signIn.tooOften]), status: 429 }
  throw error
}

function isTooOften(error: unknown): boolean {
  return error instanceof PolarFault && error.kind === 'rate_limited'
}
