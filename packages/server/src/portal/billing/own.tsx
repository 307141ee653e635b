import { revokeCustomerSessions } from '@verge/polar/contract/customer-sessions'
import { Post } from '../ui/post.tsx'
import type { View, Visit } from '../visit.ts'

/** For a member who has no say in billing: their sessions, and what is kept for them to see. */
export function ownPage(visit: Visit): View {
  const title = visit.messages.nav.own
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <OwnSections visit={visit} />
      </>
    ),
  }
}

/** What everybody who is signed in may do for themselves. */
export function OwnSections({ visit: { polar, messages, session, to } }: { visit: Visit }) {
  const { data } = messages
  const name = session.organization_name
  return (
    <>
      {polar.supports(revokeCustomerSessions) && (
        <section class="section">
          <div class="head">
            <h2>{messages.session.everywhere}</h2>
          </div>
          <div class="card">
            <p>{messages.session.everywhereHelp}</p>
            <div class="actions">
              <Post to={to('/billing/sessions')}>{messages.session.endAll}</Post>
            </div>
          </div>
        </section>
      )}
      <section class="section">
        <div class="head">
          <h2>{data.section}</h2>
        </div>
        <div class="card">
          <p>{session.has_say_in_billing ? data.help({ name }) : data.helpMember({ name })}</p>
          <div class="actions">
            <a class="button" href={to('/billing/data')}>
              {data.download}
            </a>
          </div>
        </div>
      </section>
    </>
  )
}
