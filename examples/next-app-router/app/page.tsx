import { headers } from 'next/headers'
import { auth } from '../lib/auth'
import { Account } from './account'
import { SignIn } from './sign-in'

export default async function Page() {
  const session = await auth.api.getSession({ headers: await headers() })
  return session ? <Account email={session.user.email} /> : <SignIn />
}
