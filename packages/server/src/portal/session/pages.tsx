import type { Messages } from '../messages/messages.ts'
import { CarryOn } from '../ui/carry-on.tsx'
import type { View } from '../visit.ts'

/** The link's token goes into a cookie by this form, so that no later address carries it. */
export function enteringPage(messages: Messages, to: string, values: Record<string, string>): View {
  const title = messages.session.entering
  return {
    title,
    continues: true,
    body: <CarryOn messages={messages} title={title} to={to} values={values} />,
  }
}

export function expiredPage(messages: Messages, organization_name: string, back: string | null): View {
  const words = messages.session
  return plainPage(words.expiredTitle, [words.expired, words.newLink(organization_name)], {
    messages,
    organization_name,
    back,
  })
}

export function signInPage(messages: Messages, organization_name: string, signedOut: boolean): View {
  const words = messages.session
  const title = signedOut ? words.signedOutTitle : words.signInTitle
  const help = words.newLink(organization_name)
  return plainPage(title, signedOut ? [words.signedOut, help] : [help], null)
}

function plainPage(
  title: string,
  lines: string[],
  way: { messages: Messages; organization_name: string; back: string | null } | null,
): View {
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          {lines.map((line) => (
            <p>{line}</p>
          ))}
          {way?.back && (
            <div class="actions">
              <a class="button primary" href={way.back}>
                {way.messages.backTo(way.organization_name)}
              </a>
            </div>
          )}
        </div>
      </>
    ),
  }
}
