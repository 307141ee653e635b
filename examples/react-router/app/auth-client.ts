import { polarClient } from '@verge/better-auth/client'
import { createAuthClient } from 'better-auth/react'
import type { auth } from './auth.server'

export const authClient = createAuthClient({ plugins: [polarClient<typeof auth>()] })
