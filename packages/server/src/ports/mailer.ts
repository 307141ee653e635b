export interface Mail {
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
  /** @throws MailRefused where no later try will do better */
  send(mail: Mail): Promise<void>
}

/** The sandbox keeps its mails in the outbox, where the sandbox page shows them; nothing leaves the machine. */
export const outboxOnly: Mailer = { delivers: false, send: async () => {} }
