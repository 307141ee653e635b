import type { AuthContext } from 'better-auth'

export interface DemoPerson {
  user_id: string
  email: string
  name: string
  password: string
}

/** Where users are kept: any Better Auth instance, whatever its plugins. */
interface UserStore {
  $context: Promise<
    Pick<AuthContext, 'internalAdapter'> & {
      password: { hash(password: string): Promise<string> }
      adapter: {
        create(input: {
          model: string
          data: Record<string, unknown>
          forceAllowId?: boolean
        }): Promise<unknown>
      }
    }
  >
}

/**
 * People who can sign in from the first minute. Their id is given, because the customer at the
 * billing backend already carries it as `external_id`. Who is there already stays as they are.
 */
export async function seedDemoUsers(
  auth: UserStore,
  people: readonly DemoPerson[],
  now: () => Date,
): Promise<void> {
  const { adapter, internalAdapter, password: passwords } = await auth.$context
  for (const person of people) {
    const email = person.email.toLowerCase()
    const known = await internalAdapter.findUserByEmail(email, { includeAccounts: true })
    if (!known) {
      const createdAt = now()
      await adapter.create({
        model: 'user',
        data: {
          id: person.user_id,
          email,
          name: person.name,
          emailVerified: true,
          createdAt,
          updatedAt: createdAt,
        },
        // Without it the adapter replaces the id by one of its own.
        forceAllowId: true,
      })
    }
    const user_id = known?.user.id ?? person.user_id
    if (known?.accounts.some(({ providerId }) => providerId === 'credential')) continue
    await internalAdapter.linkAccount({
      userId: user_id,
      accountId: user_id,
      providerId: 'credential',
      password: await passwords.hash(person.password),
    })
  }
}
