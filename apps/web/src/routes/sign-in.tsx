import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { safeNext } from '@/entry.ts'
import { authClient } from '@/lib/auth-client.ts'
import { Notice } from '@/ui/notice.tsx'
import { Page } from '@/ui/page.tsx'
import { TextField } from '@/ui/text-field.tsx'

interface DemoAccount {
  email: string
  name: string
  password: string
  about?: string
}

export function SignInPage() {
  const search = useSearch({ from: '/sign-in' })
  const { history } = useRouter()
  const navigate = useNavigate()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function signIn(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      const { error } = await authClient.signIn.email({ email, password })
      if (!error) {
        if (search.plan) return await navigate({ to: '/pricing', search: { plan: search.plan } })
        return history.push(safeNext(search.next))
      }
      setProblem(
        error.status === 429
          ? 'Too many tries in a row. Wait a moment, then try again.'
          : error.status < 500
            ? 'That e-mail and password don’t belong together.'
            : 'Signing in doesn’t work right now. Please try again.',
      )
    } catch {
      setProblem('Verge can’t be reached right now. Please try again.')
    } finally {
      setBusy(false)
    }
  }

  return (
    <Page title="Sign in" width="narrow">
      <h1 className="text-4xl">Sign in</h1>
      <form onSubmit={signIn} className="mt-8 flex flex-col gap-5">
        {problem && <Notice tone="problem">{problem}</Notice>}
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <button type="submit" disabled={busy} className="button button-solid">
          {busy ? 'Signing in...' : 'Sign in'}
        </button>
      </form>
      <p className="text-soft mt-6">
        New here?{' '}
        <Link to="/sign-up" search={search} className="link">
          Create an account
        </Link>
      </p>
      <DemoAccounts
        onPick={(account) => {
          setEmail(account.email)
          setPassword(account.password)
          setProblem(null)
        }}
      />
    </Page>
  )
}

function DemoAccounts({ onPick }: { onPick: (account: DemoAccount) => void }) {
  const [people, setPeople] = useState<DemoAccount[]>([])
  useEffect(() => {
    fetch('/api/demo')
      .then((response) => (response.ok ? response.json() : { people: [] }))
      .then((answer: { people?: DemoAccount[] }) => setPeople(answer.people ?? []))
      .catch(() => setPeople([]))
  }, [])
  if (people.length === 0) return null
  return (
    <section aria-labelledby="demo" className="card mt-10 overflow-hidden">
      <div className="px-5 pt-5 pb-3">
        <h2 id="demo" className="text-xl">
          Demo accounts
        </h2>
        <p className="text-soft mt-1 text-sm">Pick one to fill in the form.</p>
      </div>
      <ul className="divide-line border-line divide-y border-t">
        {people.map((person) => (
          <li key={person.email}>
            <button
              type="button"
              onClick={() => onPick(person)}
              className="hover:bg-pine-wash w-full cursor-pointer px-5 py-3 text-left -outline-offset-2"
            >
              <span className="block font-medium">{person.email}</span>
              {person.about && <span className="text-soft block text-sm">{person.about}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
