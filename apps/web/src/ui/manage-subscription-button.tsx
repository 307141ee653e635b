import { useState } from 'react'
import { toast } from 'sonner'
import { authClient } from '@/lib/auth-client.ts'

export function ManageSubscriptionButton({ prominent = false }: { prominent?: boolean }) {
  const [loading, setLoading] = useState(false)

  async function handleClick() {
    setLoading(true)
    try {
      const { url, error } = await authClient.customerPortal({
        returnUrl: `${window.location.origin}/settings`,
      })
      if (error) {
        toast.error('No active subscription found')
        return
      }
      window.location.href = url
    } catch {
      toast.error('Unable to open portal. Please try again.')
    } finally {
      setLoading(false)
    }
  }

  return (
    <button
      type="button"
      onClick={handleClick}
      disabled={loading}
      aria-busy={loading}
      className={`button ${prominent ? 'button-solid' : 'button-quiet'}`}
    >
      {loading ? 'Loading...' : 'Manage subscription'}
    </button>
  )
}
