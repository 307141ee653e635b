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

export const addMember: Action = async (visit, { form }) => {
  const { polar, messages, to } = visit
  const email = (form.get('email') ?? '').trim()
  if (!emailAddress.safeParse(email).success)
    return { to: to('/people'), notice: problem(messages.people.wrong) }
  const first = codeFirst(visit, { page: '/people', form: '/people', typed: form })
  if (first) return first
  const role = memberRole.catch('member').parse(form.get('role'))
  const name = (form.get('name') ?? '').trim() || null
  const member = await polar.call(addPortalMember, { body: { email, name, role } })
  return { to: to('/people'), notice: done(messages.people.added({ person: member.name ?? member.email })) }
}

export const giveRole =
  (role: MemberRole): Action =>
  async ({ polar, messages, to }, { params }) => {
    const member = await polar.call(updatePortalMember, { params: { id: params.id! }, body: { role } })
    const person = member.name ?? member.email
    return {
      to: to('/people'),
      notice: done(messages.people.changed({ person, role: messages.people.roles[role] })),
    }
  }

export const removeMember: Action = async ({ polar, messages, to }, { params }) => {
  await polar.call(removePortalMember, { params: { id: params.id! } })
  return { to: to('/people'), notice: done(messages.people.removed) }
}
