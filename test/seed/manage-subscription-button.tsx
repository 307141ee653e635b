import { useState } from 'react'
import { toast } from 'sonner'
import { authClient } from '@/lib/auth-client'

function ManageSubscriptionButton() {
  const [loading, setLoading] = useState(false);

  async function handleClick() {
    setLoading(true);
    try {
      const { url } = await authClient.customerPortal();
      if (url) {
        window.location.href = url;
      }
    } catch (error) {
      toast.error('Unable to open portal');
    } finally {
      setLoading(false);
    }
  }

  return (
    <button onClick={handleClick} disabled={loading}>
      {loading ? 'Loading...' : 'Manage Subscription'}
    </button>
  );
}

export { ManageSubscriptionButton }
