import { memoryAdapter } from 'better-auth/adapters/memory'
import { betterAuth } from 'better-auth'
import { expect, it } from 'vitest'
import { seedDemoUsers } from './demo-users.ts'

const ada = {
  user_id: 'user_ada',
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  password: 'verge-demo',
}

const now = () => new Date('2027-01-31T12:00:00Z')

function open() {
  const rows = { user: [], account: [], session: [], verification: [] }
  const auth = betterAuth({
    baseURL: 'http://localhost:3000',
    secret: 'a secret of at least thirty-two characters',
    database: memoryAdapter(rows),
    emailAndPassword: { enabled: true },
  })
  return { auth, rows }
}

it('lets a demo person sign in under the id that the customer carries', async () => {
  const { auth } = open()
  await seedDemoUsers(auth, [ada], now)
  const { user } = await auth.api.signInEmail({ body: { email: ada.email, password: ada.password } })
  expect(user).toMatchObject({ id: 'user_ada', name: 'Ada Lovelace', emailVerified: true })
})

it('changes nothing when it runs again', async () => {
  const { auth, rows } = open()
  await seedDemoUsers(auth, [ada], now)
  await seedDemoUsers(auth, [{ ...ada, name: 'Somebody else', password: 'another password' }], now)
  expect([rows.user.length, rows.account.length]).toEqual([1, 1])
  await auth.api.signInEmail({ body: { email: ada.email, password: ada.password } })
})
