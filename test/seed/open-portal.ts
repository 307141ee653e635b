import { authClient } from '@/lib/auth-client';

async function openPortal() {
  const { url } = await authClient.customerPortal();

  if (url) {
    window.location.href = url;
  }
}

export { openPortal }
