import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { authClient } from '@/lib/auth-client'

export default function SignInForm({ onSwitchToSignUp }: { onSwitchToSignUp: () => void }) {
  const navigate = useNavigate({ from: '/' })
  const [problem, setProblem] = useState('')

  async function signIn(form: FormData) {
    const { error } = await authClient.signIn.email({
      email: String(form.get('email')),
      password: String(form.get('password')),
    })
    if (error) setProblem(error.message || error.statusText)
    else await navigate({ to: '/dashboard' })
  }

  return (
    <>
      <h1>Welcome Back</h1>
      <form action={signIn}>
        <label>
          Email <input name="email" type="email" autoComplete="email" required />
        </label>
        <label>
          Password <input name="password" type="password" autoComplete="current-password" required />
        </label>
        {problem && <p role="alert">{problem}</p>}
        <button type="submit">Sign In</button>
      </form>
      <button type="button" onClick={onSwitchToSignUp}>
        Need an account? Sign Up
      </button>
    </>
  )
}
