import { toast } from 'sonner'
import { authClient } from '@/lib/auth-client'

async function openPortal() {
  try {
    const { url, error } = await authClient.customerPortal();

    if (error) {
      // User might not have a subscription
      toast.error('No active subscription found');
      return;
    }

    window.location.href = url;
  } catch (error) {
    toast.error('Unable to open portal. Please try again.');
  }
}

export { openPortal }
