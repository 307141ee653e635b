export interface DemoPerson {
  /** The user's id in Verge, and by it the customer's external id. */
  id: string
  name: string
  email: string
  /** What the sign-in page says of them. */
  about: string
}

export const demoPassword = 'verge-demo'

/** The named world of the demo. Dates in their lives are relative to the first start. */
export const people = {
  ada: {
    id: 'demo-ada',
    name: 'Ada Byron',
    email: 'ada@example.com',
    about: 'Pro monthly, fourteen invoices',
  },
  grace: {
    id: 'demo-grace',
    name: 'Grace Murray',
    email: 'grace@example.com',
    about: 'Pro monthly, cancellation scheduled',
  },
  linus: {
    id: 'demo-linus',
    name: 'Linus Berg',
    email: 'linus@example.com',
    about: 'Pro monthly, card fails',
  },
  joan: { id: 'demo-joan', name: 'Joan Murray', email: 'joan@example.com', about: 'Team yearly, in trial' },
  alan: {
    id: 'demo-alan',
    name: 'Alan Mathison',
    email: 'alan@example.com',
    about: 'Pro monthly, ended last month',
  },
  maria: {
    id: 'demo-maria',
    name: 'Maria Weber',
    email: 'maria@example.com',
    about: 'Pro yearly in euro, German VAT',
  },
  new: { id: 'demo-new', name: 'Noa Winter', email: 'new@example.com', about: 'Nothing bought yet' },
} satisfies Record<string, DemoPerson>
