import { ManageSubscriptionButton as ManageButton } from '@verge/react/manage-subscription-button'
import { toast } from 'sonner'
import { authClient } from '@/lib/auth-client.ts'

const messages = { opening: 'Loading...' }

export function ManageSubscriptionButton({ prominent = false }: { prominent?: boolean }) {
  return (
    <ManageButton
      client={authClient}
      portal={{ returnUrl: `${window.location.origin}/settings` }}
      messages={messages}
      onProblem={(message) => toast.error(message)}
      className={`button ${prominent ? 'button-solid' : 'button-quiet'}`}
    />
  )
}
