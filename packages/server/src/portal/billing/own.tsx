import {
  listCustomerSessions,
  revokeCustomerSessions,
  revokeListedCustomerSession,
} from '@verge/polar/contract/customer-sessions'
import type { OutputOf } from '@verge/polar/contract/operation'
import { exportPortalCustomerTables } from '@verge/polar/contract/portal-customers'
import { Place } from '../ui/place.tsx'
import { Post } from '../ui/post.tsx'
import type { View, Visit } from '../visit.ts'

/** Where the links to one's own data stand. */
export const dataPlace = 'data'

/** For a member who has no say in billing: their sessions, and what is kept for them to see. */
export async function ownPage(visit: Visit): Promise<View> {
  const title = visit.messages.nav.own
  const sessions = await sessionsOf(visit)
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <OwnSections visit={visit} sessions={sessions} />
      </>
    ),
  }
}

type Sessions = OutputOf<typeof listCustomerSessions>['items']

/** Where whoever looks is signed in; nothing where that is not known. */
export async function sessionsOf({ polar, attempt }: Visit): Promise<Sessions> {
  if (!polar.supports(listCustomerSessions)) return []
  return (await attempt(polar.call(listCustomerSessions, {})))?.items ?? []
}

/** What everybody who is signed in may do for themselves. */
export function OwnSections({ visit, sessions }: { visit: Visit; sessions: Sessions }) {
  const { polar, messages, session, to } = visit
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
            {sessions.length > 0 && (
              <ul class="rows">
                {sessions.map((one) => (
                  <OpenSession visit={visit} session={one} />
                ))}
              </ul>
            )}
            <p>{messages.session.everywhereHelp}</p>
            <div class="actions">
              <Post to={to('/billing/sessions')}>{messages.session.endAll}</Post>
            </div>
          </div>
        </section>
      )}
      <Place id={dataPlace} title={data.section} messages={messages}>
        <div class="card">
          <p>{session.has_say_in_billing ? data.help({ name }) : data.helpMember({ name })}</p>
          <div class="actions">
            <a class="button" href={to('/billing/data')}>
              {data.download}
            </a>
            {polar.supports(exportPortalCustomerTables) && (
              <a class="button" href={to('/billing/data.zip')}>
                {data.tables}
              </a>
            )}
          </div>
        </div>
      </Place>
    </>
  )
}

function OpenSession({ visit, session }: { visit: Visit; session: Sessions[number] }) {
  const { polar, messages, format, to } = visit
  const words = messages.session
  const device = session.device ?? words.unknown
  const since = words.since({ since: format.time(session.created_at), seen: format.time(session.seen_at) })
  return (
    <li class="row">
      {device}
      {session.is_current && (
        <>
          {' '}
          <span class="badge calm">{words.here}</span>
        </>
      )}
      <span class="number">{since}</span>
      {!session.is_current && polar.supports(revokeListedCustomerSession) && (
        <div class="actions small">
          <Post
            to={to(`/billing/sessions/${session.id}/end`)}
            label={`${messages.signOut}: ${device}. ${since}`}
          >
            {messages.signOut}
          </Post>
        </div>
      )}
    </li>
  )
}
