import { getCustomerSessionUser } from '@verge/polar/contract/customer-sessions'
import { listPortalMembers, memberRole, type PortalMember } from '@verge/polar/contract/members'
import { removalRefusal, roleRefusal } from '@verge/polar/policy/members'
import { problem } from '../notice.ts'
import { Field } from '../ui/field.tsx'
import { Place } from '../ui/place.tsx'
import { Post } from '../ui/post.tsx'
import { questionPage } from '../ui/question.tsx'
import type { Page, View, Visit } from '../visit.ts'
import { Form, Radio } from '../ui/form.tsx'

/** Where somebody is added. */
export const additionPlace = 'add'

/** Who may use this account, and in which role. What somebody may not do is not offered to them. */
export const peoplePage: Page = (visit) => peopleShown(visit)

/** What was typed about somebody and not taken, and what is wrong with their address. */
interface Refused {
  typed: URLSearchParams
  error: string
}

export async function peopleShown(visit: Visit, refused?: Refused): Promise<View> {
  const { messages, to } = visit
  const { items, me } = await peopleOf(visit)
  const words = messages.people
  return {
    title: words.title,
    ...(refused && { status: 422, sent: { to: to('/people'), values: refused.typed } }),
    body: (
      <>
        <h1>{words.title}</h1>
        <p class="quiet">{words.help}</p>
        <ul class="rows">
          {items.map((member) => (
            <Member visit={visit} member={member} me={me} />
          ))}
        </ul>
        <Place id={additionPlace} title={words.add} messages={messages}>
          <Form class="card" to={to('/people')} novalidate>
            <Field
              name="email"
              label={words.email}
              value=""
              type="email"
              lengthMax={254}
              autofocus={refused !== undefined}
              error={refused?.error}
            />
            <Field name="name" label={words.name} value="" optional={messages.billing.optional} />
            <fieldset>
              <legend>{words.role}</legend>
              {(['member', 'billing_manager'] as const).map((role) => (
                <label class="choice">
                  <Radio name="role" value={role} checked={role === 'member'} />
                  <span>
                    {words.roles[role]} <span class="number">{words.means[role]}</span>
                  </span>
                </label>
              ))}
            </fieldset>
            <button class="primary">{words.add}</button>
          </Form>
        </Place>
      </>
    ),
  }
}

async function peopleOf({ polar }: Visit): Promise<{ items: PortalMember[]; me: PortalMember | null }> {
  const [user, { items }] = await Promise.all([
    polar.call(getCustomerSessionUser, {}),
    polar.call(listPortalMembers, { query: { limit: 100 } }),
  ])
  return { items, me: items.find(({ id }) => id === user.member_id) ?? null }
}

function Member({ visit, member, me }: { visit: Visit; member: PortalMember; me: PortalMember | null }) {
  const { messages, to } = visit
  const words = messages.people
  const address = to(`/people/${member.id}`)
  const person = member.name ?? member.email
  const about = (action: string) => `${action}: ${person}`
  const roles = memberRole.options.filter(
    (role) => role !== member.role && me && roleRefusal({ by: me, to: member, role }) === null,
  )
  return (
    <li class="card">
      <div class="head">
        <h2>
          <bdi>{person}</bdi>
        </h2>
        <span class="badge calm">{words.roles[member.role]}</span>
      </div>
      {member.name && <p class="quiet">{member.email}</p>}
      {member.id === me?.id && <p class="quiet">{words.you}</p>}
      <div class="actions small">
        {roles.map((role) =>
          role === 'owner' ? (
            <a class="button" href={`${address}/owner`} aria-label={about(words.make.owner)}>
              {words.make.owner}
            </a>
          ) : (
            <Post to={`${address}/${role}`} label={about(words.make[role])}>
              {words.make[role]}
            </Post>
          ),
        )}
        {me && removalRefusal({ by: me, to: member }) === null && (
          <a class="button danger" href={`${address}/remove`} aria-label={about(words.remove)}>
            {words.remove}
          </a>
        )}
      </div>
    </li>
  )
}

/** Asks once more, because whoever was the owner cannot take it back. */
export const ownerPage: Page = async (visit, { params }) => {
  const { messages, to } = visit
  const { items, me } = await peopleOf(visit)
  const member = items.find(({ id }) => id === params.id)
  const words = messages.people
  if (!member) return { to: to('/people'), notice: problem(words.gone) }
  if (!me || member.role === 'owner' || roleRefusal({ by: me, to: member, role: 'owner' }))
    return { to: to('/people') }
  return questionPage({
    title: words.ownerTitle({ person: member.name ?? member.email }),
    help: [words.ownerHelp, words.ownerHas, words.ownerNoUndo],
    action: words.make.owner,
    to: to(`/people/${member.id}/owner`),
    keep: messages.change.keep,
    back: to('/people'),
  })
}

/** Removing asks once more: it ends what they are signed in to. */
export const memberRemovalPage: Page = async ({ polar, messages, to }, { params }) => {
  const { items } = await polar.call(listPortalMembers, { query: { limit: 100 } })
  const member = items.find(({ id }) => id === params.id)
  const words = messages.people
  if (!member) return { to: to('/people'), notice: problem(words.gone) }
  return questionPage({
    title: words.removeTitle({ person: member.name ?? member.email }),
    help: [words.removeHelp, words.removeSeat],
    action: words.remove,
    to: to(`/people/${member.id}/remove`),
    keep: words.keep,
    back: to('/people'),
  })
}
