import { useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router'
import { authClient } from '../auth-client'

export default function SignIn() {
  const navigate = useNavigate()
  const [problem, setProblem] = useState('')

  async function enter(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter)
    const email = String(form.get('email'))
    const password = String(form.get('password'))
    const { error } =
      form.get('as') === 'new'
        ? await authClient.signUp.email({ email, password, name: email })
        : await authClient.signIn.email({ email, password })
    if (error) return setProblem(error.message ?? 'That did not work.')
    await navigate('/')
  }

  return (
    <form onSubmit={(event) => void enter(event)}>
      {problem && <p role="alert">{problem}</p>}
      <label>
        E-mail <input name="email" type="email" autoComplete="email" required />
      </label>
      <label>
        Password <input name="password" type="password" minLength={8} required />
      </label>
      <button>Sign in</button>
      <button name="as" value="new">
        Sign up
      </button>
    </form>
  )
}
