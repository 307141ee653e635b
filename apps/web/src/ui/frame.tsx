import { Link, Outlet } from '@tanstack/react-router'
import { Toaster } from 'sonner'
import { useSession } from '@/lib/auth-client.ts'
import { Page } from '@/ui/page.tsx'

export function Frame() {
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="bg-card fixed -top-20 left-4 z-10 rounded-lg px-4 py-2 focus:top-4">
        Skip to content
      </a>
      <Masthead />
      <Outlet />
      <footer className="border-line text-soft mt-auto border-t py-8 text-sm">
        <div className="mx-auto flex max-w-5xl flex-wrap justify-between gap-x-8 gap-y-2 px-5">
          <p>Verge. Release notes that get read.</p>
          <p>Cancel any time, in two clicks, without writing to anyone.</p>
        </div>
      </footer>
      <Toaster position="bottom-center" theme="system" />
    </div>
  )
}

const place = 'text-soft hover:text-ink -mb-px flex h-16 items-center border-b-2 border-transparent px-3'
const here = { className: 'text-ink! border-pine!' }

function Masthead() {
  const { session, isPending } = useSession()
  return (
    <header className="border-line bg-card border-b">
      <nav
        aria-label="Main"
        className="mx-auto flex h-16 max-w-5xl items-center gap-1 pr-2 pl-5 text-[0.9375rem] font-medium"
      >
        <Link to="/" className="mr-auto flex items-center gap-2.5 py-2 font-semibold tracking-tight">
          <Mark />
          Verge
        </Link>
        <Link to="/pricing" className={place} activeProps={here}>
          Pricing
        </Link>
        {isPending ? (
          <span className="w-20" />
        ) : session ? (
          <Link to="/settings" className={place} activeProps={here}>
            Account
          </Link>
        ) : (
          <Link to="/sign-in" className={place} activeProps={here}>
            Sign in
          </Link>
        )}
      </nav>
    </header>
  )
}

function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className="size-7">
      <rect width="32" height="32" rx="8" className="fill-pine" />
      <path
        d="M8.5 9.5 16 23l7.5-13.5"
        fill="none"
        className="stroke-pine-ink"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <h1 className="text-4xl">There is no such page.</h1>
      <p className="text-soft mt-4">
        The address may be old.{' '}
        <Link to="/" className="link">
          Start from the front
        </Link>
        .
      </p>
    </Page>
  )
}
