import { useSession as useSessionOrNone } from '@/lib/auth-client'
import { ManageSubscriptionButton } from './manage-subscription-button'

/** The page stands behind a sign-in, so somebody is there. */
function useSession() {
  const { session } = useSessionOrNone()
  return { session: session! }
}

function AccountSettings() {
  const { session } = useSession();

  return (
    <div>
      <h2>Account Settings</h2>

      <section>
        <h3>Profile</h3>
        <p>Email: {session.user.email}</p>
        <p>Name: {session.user.name}</p>
      </section>

      <section>
        <h3>Subscription</h3>
        <ManageSubscriptionButton />
      </section>
    </div>
  );
}

export { AccountSettings }
