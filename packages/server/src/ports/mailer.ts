export interface Mail {
  recipient: string
  subject: string
  body: string
}

export interface Mailer {
  send(mail: Mail): Promise<void>
}

/** The sandbox keeps its mails in the outbox, where the sandbox page shows them; nothing leaves the machine. */
export const outboxOnly: Mailer = { send: async () => {} }
