import { createRoot } from 'react-dom/client'
import { Toaster } from 'sonner'
import { useSession } from '@/lib/auth-client'
import { AccountSettings } from './account-settings'
import { openPortal as openWithErrors } from './error-handling'
import { openPortal } from './open-portal'

function Seed() {
  const { session } = useSession()
  return (
    <>
      {session && <AccountSettings />}
      <button onClick={() => void openPortal()}>Open the portal</button>
      <button onClick={() => void openWithErrors()}>Open the portal, or say why not</button>
      <Toaster />
    </>
  )
}

createRoot(document.getElementById('root')!).render(<Seed />)
