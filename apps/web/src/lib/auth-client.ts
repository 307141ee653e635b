import { polarClient } from '@verge/better-auth/client'
import { createAuthClient } from 'better-auth/react'

export const authClient = createAuthClient({ plugins: [polarClient()] })

/** Who is signed in. `isPending` until the server has said; then a session or null. */
export function useSession() {
  const { data: session, isPending, error, refetch } = authClient.useSession()
  return { session, isPending, error, refetch }
}
