import { PolarFault } from '@verge/polar/client'
import {
  addPortalMember,
  memberRole,
  removePortalMember,
  updatePortalMember,
  type MemberRole,
} from '@verge/polar/contract/members'
import { emailAddress } from '@verge/polar/contract/values'
import { codeFirst } from '../confirmation/fresh.ts'
import { done, problem } from '../notice.ts'
import type { Action } from '../visit.ts'
import { additionPlace, peopleShown } from './page.tsx'

export const addMember: Action = async (visit, { form }) => {
  const { polar, messages, to } = visit
  const email = (form.get('email') ?? '').trim()
  if (!emailAddress.safeParse(email).success)
    return peopleShown(visit, { typed: form, error: messages.people.wrong })
  const first = codeFirst(visit, { page: '/people', place: additionPlace, form: '/people', typed: form })
  if (first) return first
  const role = memberRole.catch('member').parse(form.get('role'))
  const name = (form.get('name') ?? '').trim() || null
  const member = await polar.call(addPortalMember, { body: { email, name, role } }).catch(unlessTooOften)
  if (!member) return peopleShown(visit, { typed: form, error: messages.signIn.tooOften })
  return { to: to('/people'), notice: done(messages.people.added({ person: member.name ?? member.email })) }
}

export const giveRole =
  (role: MemberRole): Action =>
  async ({ polar, messages, to }, { params }) => {
    const member = await polar
      .call(updatePortalMember, { params: { id: params.id! }, body: { role } })
      .catch(unlessTooOften)
    if (!member) return { to: to('/people'), notice: problem(messages.signIn.tooOften) }
    const person = member.name ?? member.email
    return {
      to: to('/people'),
      notice: done(messages.people.changed({ person, role: messages.people.roles[role] })),
    }
  }

/** Whoever is given access, or another role, hears of it each time. */
function unlessTooOften(error: unknown): null {
  if (error instanceof PolarFault && error.kind === 'rate_limited') return null
  throw error
}

export const removeMember: Action = async ({ polar, messages, to }, { params }) => {
  await polar.call(removePortalMember, { params: { id: params.id! } })
  return { to: to('/people'), notice: done(messages.people.removed) }
}
