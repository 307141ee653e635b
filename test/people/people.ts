export interface DemoPerson {
  /** The user's id in Verge, and by it the customer's external id. */
  id: string
  name: string
  email: string
}

export const demoPassword = 'verge-demo'

/** The named world of the demo. Dates in their lives are relative to the first start. */
export const people = {
  ada: { id: 'demo-ada', name: 'Ada Byron', email: 'ada@example.com' },
  grace: { id: 'demo-grace', name: 'Grace Murray', email: 'grace@example.com' },
  linus: { id: 'demo-linus', name: 'Linus Berg', email: 'linus@example.com' },
  joan: { id: 'demo-joan', name: 'Joan Murray', email: 'joan@example.com' },
  alan: { id: 'demo-alan', name: 'Alan Mathison', email: 'alan@example.com' },
  maria: { id: 'demo-maria', name: 'Maria Weber', email: 'maria@example.com' },
  new: { id: 'demo-new', name: 'Noa Winter', email: 'new@example.com' },
} satisfies Record<string, DemoPerson>

/** What the sign-in page says of each. */
export const aboutPeople: Record<string, string> = {
  'demo-ada': 'Pro monthly, fourteen invoices',
  'demo-grace': 'Pro monthly, cancellation scheduled',
  'demo-linus': 'Pro monthly, card fails',
  'demo-joan': 'Team yearly, in trial',
  'demo-alan': 'Pro monthly, ended last month',
  'demo-maria': 'Pro yearly in euro, German VAT',
  'demo-new': 'Nothing bought yet',
}
