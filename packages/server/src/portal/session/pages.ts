import type { Messages } from '../messages/messages.ts'
import { messagePage } from '../ui/message-page.tsx'
import type { View } from '../visit.ts'

export function expiredPage(messages: Messages, organization_name: string, back: string | null): View {
  const { expiredTitle, expired, newLink } = messages.session
  return messagePage(expiredTitle, [expired, newLink(organization_name)], {
    primary: back ? { to: back, text: messages.backTo(organization_name) } : null,
  })
}

export function signInPage({ session }: Messages, organization_name: string, signedOut: boolean): View {
  const help = session.newLink(organization_name)
  return signedOut
    ? messagePage(session.signedOutTitle, [session.signedOut, help])
    : messagePage(session.signInTitle, [help])
}
