import type { Child } from 'hono/jsx'
import type { Messages } from '../messages/messages.ts'
import type { Notice } from '../notice.ts'
import { continueAddress, stylesheetAddress } from '../assets/assets.ts'

export interface FrameProps {
  title: string
  locale: string
  theme: 'light' | 'dark' | null
  messages: Messages
  organization_name: string
  sandbox: boolean
  /** Null on the pages outside a session. */
  signedIn: { base: string; back: string | null; current: string } | null
  notice: Notice | null
  /** Says what may be missing on the page; null: nothing is. */
  incomplete: string | null
  continues?: boolean
  children?: Child
}

const sections = [
  { key: 'overview', path: '' },
  { key: 'orders', path: '/orders' },
  { key: 'payment_methods', path: '/payment-methods' },
  { key: 'billing', path: '/billing' },
] as const

/** The document around every page. */
export function Frame(props: FrameProps) {
  const { title, locale, theme, messages, organization_name, sandbox, signedIn, notice, incomplete } = props
  return (
    <html lang={locale} {...(theme && { 'data-theme': theme })}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content={theme ?? 'light dark'} />
        <title>{`${title} · ${organization_name}`}</title>
        <link rel="stylesheet" href={stylesheetAddress} />
        <link rel="icon" href="data:," />
        {props.continues && <script src={continueAddress} defer></script>}
      </head>
      <body>
        <a class="skip" href="#content">
          {messages.skip}
        </a>
        {sandbox && <aside class="sandbox">{messages.sandbox}</aside>}
        <header class="top">
          <span class="organization">
            <span class="mark" aria-hidden="true">
              {organization_name.slice(0, 1)}
            </span>
            {organization_name}
          </span>
          {signedIn?.back && (
            <a class="back" href={signedIn.back}>
              <span aria-hidden="true">← </span>
              {messages.backTo({ name: organization_name })}
            </a>
          )}
        </header>
        {signedIn && (
          <nav aria-label={messages.nav.label}>
            {sections.map(({ key, path }) => (
              <a
                href={signedIn.base + path}
                {...(isWithin(signedIn.current, path) && { 'aria-current': 'page' as const })}
              >
                {messages.nav[key]}
              </a>
            ))}
          </nav>
        )}
        <main id="content">
          {notice && (
            <p class={`notice ${notice.tone}`} role={notice.tone === 'done' ? 'status' : 'alert'}>
              {notice.text}
            </p>
          )}
          {incomplete && <p class="notice warning">{incomplete}</p>}
          {props.children}
        </main>
        <footer>
          <p>{signedIn ? messages.footer({ name: organization_name }) : organization_name}</p>
          {signedIn && (
            <form method="post" action={`${signedIn.base}/sign-out`}>
              <button class="plain">{messages.signOut}</button>
            </form>
          )}
        </footer>
      </body>
    </html>
  )
}

function isWithin(current: string, path: string): boolean {
  return path === '' ? current === '' || current.startsWith('/subscriptions') : current.startsWith(path)
}
