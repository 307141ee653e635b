import type { Child } from 'hono/jsx'
import type { Brand } from '../brand/brands.ts'
import type { Messages } from '../messages/messages.ts'
import type { Notice } from '../notice.ts'
import { directionOf } from '../../languages/languages.ts'
import { OverdueBanner } from '../overdue/banner.tsx'
import type { Owed } from '../overdue/owed.ts'
import { Form } from './form.tsx'
import { formatFor } from './format.ts'
import { leadOnScript, script } from '../assets/assets.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { NoticeLine } from './notice-line.tsx'
import { NoticeOfPage } from './place.tsx'
import { raw } from 'hono/html'

export interface SignedIn {
  base: string
  formToken: string
  back: string | null
  current: string
  /** Without it there are no invoices, cards and billing details to go to. */
  hasBilling: boolean
  /** There are others who act for this customer, and whoever looks may say who. */
  hasPeople: boolean
  hasActivity: boolean
}

export interface FrameProps {
  title: string
  locale: string
  theme: 'light' | 'dark' | null
  messages: Messages
  organization_name: string
  brand: Brand
  sandbox: boolean
  /** Null on the pages outside a session. */
  signedIn: SignedIn | null
  /** Below which contracts are ended without signing in; null: not here. */
  exits: string | null
  query: URLSearchParams
  notice: Notice | null
  /** Says what may be missing on the page; null: nothing is. */
  incomplete: string | null
  /** What is past due and not said by the page itself. */
  owed: readonly Owed[]
  /** Nobody stays on it. */
  leadsOn: boolean
  children?: Child
}

const sections = [
  { key: 'overview', path: '' },
  { key: 'orders', path: '/orders' },
  { key: 'payment_methods', path: '/payment-methods' },
  { key: 'billing', path: '/billing' },
  { key: 'own', path: '/billing' },
  { key: 'people', path: '/people' },
  { key: 'activity', path: '/activity' },
] as const

/** Where there is nothing to see, no section leads. */
function sectionsFor({ hasBilling, hasPeople, hasActivity }: SignedIn) {
  const isThere: Partial<Record<(typeof sections)[number]['key'], boolean>> = {
    orders: hasBilling,
    payment_methods: hasBilling,
    billing: hasBilling,
    own: !hasBilling,
    people: hasPeople,
    activity: hasActivity,
  }
  return sections.filter(({ key }) => isThere[key] ?? true)
}

/** The document around every page. */
export function Frame(props: FrameProps) {
  const {
    title,
    locale,
    theme,
    messages,
    organization_name,
    brand,
    sandbox,
    signedIn,
    exits,
    notice,
    incomplete,
    leadsOn,
  } = props
  const direction = directionOf(locale)
  return (
    <html
      lang={locale}
      {...(direction === 'rtl' && { dir: direction })}
      {...(theme && { 'data-theme': theme })}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content={theme ?? 'light dark'} />
        <title>{`${title} · ${organization_name}`}</title>
        {/* Above the style, else it would wait for that: a round trip on the way in. */}
        {leadsOn && <script>{raw(leadOnScript.text)}</script>}
        <link rel="stylesheet" href={brand.style} />
        <link rel="icon" href="data:," />
        {!leadsOn && <script type="module">{raw(script.text)}</script>}
      </head>
      <body data-working={messages.working} {...(signedIn && { 'data-base': signedIn.base })}>
        <a class="skip" href="#content">
          {messages.skip}
        </a>
        {sandbox && <aside class="sandbox">{messages.sandbox}</aside>}
        <header class="top">
          <span class="organization">
            <Mark logo={brand.logo} name={organization_name} />
          </span>
          {signedIn?.back && (
            <a class="back" href={signedIn.back}>
              <span aria-hidden="true">{direction === 'rtl' ? '→' : '←'} </span>
              {messages.backTo({ name: organization_name })}
            </a>
          )}
        </header>
        {signedIn && (
          <nav aria-label={messages.nav.label}>
            {sectionsFor(signedIn).map(({ key, path }) => (
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
          {notice && !notice.at && <NoticeLine notice={notice} messages={messages} />}
          {signedIn && (
            <OverdueBanner
              owed={props.owed}
              base={signedIn.base}
              messages={messages}
              format={formatFor(locale)}
            />
          )}
          {incomplete && <p class="notice warning">{incomplete}</p>}
          <NoticeOfPage.Provider value={notice}>{props.children}</NoticeOfPage.Provider>
        </main>
        <footer>
          <div class="row">
            <p>{signedIn ? messages.footer({ name: organization_name }) : organization_name}</p>
            {signedIn && (
              <Form to={`${signedIn.base}/sign-out`}>
                <button class="plain">{messages.signOut}</button>
              </Form>
            )}
          </div>
          <div class="row">
            {exits && (
              <nav class="exits" aria-label={messages.exits.label}>
                <a href={`${exits}/cancel`}>{messages.exits.cancel}</a>
                <a href={`${exits}/withdraw`}>{messages.exits.withdraw}</a>
                <a href={`${exits}/verify`}>{messages.exits.check}</a>
              </nav>
            )}
            {brand.links.length > 0 && (
              <ul>
                {brand.links.map(({ label, href }) => (
                  <li>
                    <a href={href}>{labelIn(label, locale)}</a>
                  </li>
                ))}
              </ul>
            )}
            <LanguageSwitch locale={locale} messages={messages} query={props.query} />
          </div>
        </footer>
      </body>
    </html>
  )
}

function Mark({ logo, name }: { logo: Brand['logo']; name: string }) {
  if (logo === 'picture with name') return <span class="mark picture long">{name}</span>
  return (
    <>
      <span class={logo === 'letter' ? 'mark' : 'mark picture'} aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      {name}
    </>
  )
}

/** In the reader's language, else in the first that there is. */
function labelIn(label: string | Record<string, string>, locale: string): string {
  if (typeof label === 'string') return label
  return label[locale] ?? label[locale.split('-')[0]!] ?? Object.values(label)[0] ?? ''
}

/** What the overview leads to, and no section of its own. */
const ofOverview = ['/subscriptions', '/keys', '/receipts']

function isWithin(current: string, path: string): boolean {
  if (path !== '') return current.startsWith(path)
  return current === '' || ofOverview.some((one) => current.startsWith(one))
}
