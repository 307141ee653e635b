import { Link } from '@tanstack/react-router'
import { Page } from '@/ui/page.tsx'

const notes = [
  { date: '18 Nov', kind: 'New', text: 'Export any report as CSV, straight from its menu.' },
  { date: '11 Nov', kind: 'Better', text: 'Search answers while you type, also in long projects.' },
  { date: '4 Nov', kind: 'Fixed', text: 'Invitations to addresses with a plus sign arrive again.' },
]

const reasons = [
  [
    'Written where you work',
    'Tag a merged change, write one sentence for people, and it is in the next note.',
  ],
  [
    'Read where they are',
    'A page on your domain, a quiet widget in your app, and a digest nobody unsubscribes from.',
  ],
  ['Honest numbers', 'See which notes were read and by whom it mattered. No tracking pixels.'],
] as const

export function HomePage() {
  return (
    <Page title="Verge" width="wide">
      <div className="grid items-center gap-12 sm:py-6 lg:grid-cols-[1.15fr_1fr] lg:gap-16">
        <div>
          <h1 className="text-[2.75rem] sm:text-6xl">Release notes your customers read.</h1>
          <p className="text-soft mt-6 max-w-prose text-lg sm:text-xl">
            You ship every week. Verge turns what you shipped into a changelog worth opening, and tells the
            people who asked for it.
          </p>
          <div className="mt-8 flex flex-wrap gap-3">
            <Link to="/pricing" className="button button-solid">
              See pricing
            </Link>
            <Link to="/sign-in" className="button button-quiet">
              Sign in
            </Link>
          </div>
        </div>
        <section aria-labelledby="sample" className="card shadow-raised p-6 sm:p-8">
          <h2 id="sample" className="text-xl">
            What’s new at Fernweh
          </h2>
          <ol className="divide-line mt-4 divide-y">
            {notes.map(({ date, kind, text }) => (
              <li key={date} className="grid grid-cols-[4rem_1fr] gap-x-4 py-4 last:pb-0">
                <span className="text-soft text-sm leading-6 tabular-nums">{date}</span>
                <p>
                  <span className="bg-pine-wash text-pine mr-2 rounded-md px-2 py-0.5 text-sm font-medium">
                    {kind}
                  </span>
                  {text}
                </p>
              </li>
            ))}
          </ol>
        </section>
      </div>
      <section aria-label="Why Verge" className="border-line mt-20 grid gap-10 border-t pt-12 sm:grid-cols-3">
        {reasons.map(([title, text]) => (
          <div key={title}>
            <h2 className="text-xl">{title}</h2>
            <p className="text-soft mt-2">{text}</p>
          </div>
        ))}
      </section>
    </Page>
  )
}
