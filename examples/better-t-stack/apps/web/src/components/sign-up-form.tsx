import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { authClient } from '@/lib/auth-client'

export default function SignUpForm({ onSwitchToSignIn }: { onSwitchToSignIn: () => void }) {
  const navigate = useNavigate({ from: '/' })
  const [problem, setProblem] = useState('')

  async function signUp(form: FormData) {
    const { error } = await authClient.signUp.email({
      name: String(form.get('name')),
      email: String(form.get('email')),
      password: String(form.get('password')),
    })
    if (error) setProblem(error.message || error.statusText)
    else await navigate({ to: '/dashboard' })
  }

  return (
    <>
      <h1>Create Account</h1>
      <form action={signUp}>
        <label>
          Name <input name="name" autoComplete="name" required />
        </label>
        <label>
          Email <input name="email" type="email" autoComplete="email" required />
        </label>
        <label>
          Password <input name="password" type="password" minLength={8} required />
        </label>
        {problem && <p role="alert">{problem}</p>}
        <button type="submit">Sign Up</button>
      </form>
      <button type="button" onClick={onSwitchToSignIn}>
        Already have an account? Sign In
      </button>
    </>
  )
}
