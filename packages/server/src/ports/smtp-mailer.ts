import { createTransport } from 'nodemailer'
import { MailRefused, type Mailer, type OutgoingMail } from './mailer.ts'

export interface SmtpOptions {
  /** Such as `smtps://user:password@smtp.example.com`. */
  url: string
  /** Such as `Verge <billing@verge.example>`. */
  from: string
  /** Ends each mail's own id. */
  host: string
}

/** Far less than what a worker has for its mails. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Hands mails to a mail server. That it took one does not say that anybody got it. */
export function openSmtpMailer({ url, from, host }: SmtpOptions): Mailer {
  const transport = createTransport(
    { url, ...timeouts, pool: true, maxConnections: 4, disableFileAccess: true, disableUrlAccess: true },
    { from },
  )
  return {
    delivers: true,
    async send({ id, recipient, subject, text, html }: OutgoingMail) {
      await transport
        .sendMail({
          messageId: `<${id}@${host}>`,
          // As an object it is one address, whatever stands in it.
          to: { name: '', address: recipient },
          subject,
          text,
          ...(html !== null && { html }),
          // Nobody who is away answers it.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        })
        .catch(refusedForEver)
    },
    close: () => transport.close(),
  }
}

/** What the server says of this address or this mail is final; what is wrong with the server itself passes. */
function refusedForEver(error: unknown): never {
  const { code, responseCode, message } = error as Error & { code?: string; responseCode?: number }
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (isAboutMail && (responseCode ?? 0) >= 500) throw new MailRefused(message)
  throw error
}
