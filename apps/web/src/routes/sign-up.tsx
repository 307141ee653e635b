import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { safeNext } from '@/entry.ts'
import { authClient } from '@/lib/auth-client.ts'
import { Notice } from '@/ui/notice.tsx'
import { Page } from '@/ui/page.tsx'
import { TextField } from '@/ui/text-field.tsx'

export function SignUpPage() {
  const search = useSearch({ from: '/sign-up' })
  const { history } = useRouter()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function signUp(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '')
    setBusy(true)
    setProblem(null)
    try {
      const { error } = await authClient.signUp.email({
        name: text('name'),
        email: text('email'),
        password: text('password'),
      })
      if (!error) {
        if (search.plan) return await navigate({ to: '/pricing', search: { plan: search.plan } })
        return history.push(safeNext(search.next ?? '/pricing'))
      }
      setProblem(
        error.status === 422
          ? 'There is an account with this e-mail already. Sign in instead.'
          : (error.message ?? 'The account could not be created. Please try again.'),
      )
    } catch {
      setProblem('Verge can’t be reached right now. Please try again.')
    } finally {
      setBusy(false)
    }
  }

  return (
    <Page title="Create an account" width="narrow">
      <h1 className="text-4xl">Create an account</h1>
      {search.plan && (
        <p className="text-soft mt-3">Your plan is next; nothing is charged before you confirm it.</p>
      )}
      <form onSubmit={signUp} className="mt-8 flex flex-col gap-5">
        {problem && <Notice tone="problem">{problem}</Notice>}
        <TextField label="Name" name="name" autoComplete="name" required />
        <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
          hint="At least 8 characters."
        />
        <button type="submit" disabled={busy} className="button button-solid">
          {busy ? 'Creating...' : 'Create account'}
        </button>
      </form>
      <p className="text-soft mt-6">
        Have an account?{' '}
        <Link to="/sign-in" search={search} className="link">
          Sign in
        </Link>
      </p>
    </Page>
  )
}
