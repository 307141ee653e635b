export interface OutgoingMail {
  /** Stays the same however often it is sent, so that whoever gets it twice can tell. */
  id: string
  recipient: string
  subject: string
  /** Both forms say the same. */
  text: string
  html: string | null
}

export interface Mailer {
  /** Where nothing is delivered, mails stay in the outbox for ever. */
  delivers: boolean
  /** @throws MailRefused where no later try does better */
  send(mail: OutgoingMail): Promise<void>
  close(): void
}

/** Whoever is to take this mail never will. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

/** The sandbox keeps its mails in the outbox, where the sandbox page shows them; nothing leaves the machine. */
export const outboxOnly: Mailer = { delivers: false, send: async () => {}, close() {} }
