import type { BetterAuthOptions } from 'better-auth'
import { getOAuthState } from 'better-auth/api'
import { forget } from './copy/copy.ts'
import { doubtEmptiness } from './copy/customer-state.ts'
import type { PluginContext } from './plugin-context.ts'
import { noteHandOver, takeOver } from './users/anonymous.ts'
import { ensureCustomer, type Person } from './users/customers.ts'
import { tellCustomer } from './users/email.ts'

type AllHooks = NonNullable<BetterAuthOptions['databaseHooks']>
type Hooks = NonNullable<AllHooks['user']>
type HookContext = Parameters<NonNullable<NonNullable<Hooks['create']>['after']>>[1]
type Kept = Person & { isAnonymous?: boolean }

/**
 * What the life of a user means for their customer. All of it is after the fact and in the background: billing that is
 * down keeps nobody from signing up, and nothing of it happens within a transaction.
 */
export function userHooks(context: PluginContext, createCustomerOnSignUp: boolean): Hooks {
  const { provider, followEmail, keepsCopy, now } = context
  return {
    create: {
      async after(user, ctx) {
        if (!createCustomerOnSignUp || (user as Kept).isAnonymous) return
        // What they bought until now comes first, when they are linked: a customer of their own would be in its way.
        if (await comesAnonymously(ctx)) return
        // Opening the portal or a checkout tries again.
        inBackground(ctx, 'no customer could be made at sign-up', () =>
          ensureCustomer(context, user as Person, ctx?.context, ctx?.request),
        )
      },
    },
    update: {
      async after(user, ctx) {
        if (!followEmail || (user as Kept).isAnonymous) return
        inBackground(ctx, 'the customer was not told of the new name or address', () =>
          tellCustomer(provider, user as Person),
        )
      },
    },
    delete: {
      async after(user, ctx) {
        const heir = ctx?.context.newSession?.user
        // An anonymous user goes at the moment that it is known who they are.
        if ((user as Kept).isAnonymous && heir && heir.id !== user.id) {
          await noteHandOver(ctx.context.internalAdapter, { from: user.id, to: heir.id }, now())
          if (keepsCopy) await doubtEmptiness(ctx.context, heir.id)
          // What fails now is taken up when the portal, a checkout or the state is asked for.
          inBackground(ctx, 'what an anonymous user bought could not be handed over yet', async () => {
            await takeOver(provider, ctx.context, heir.id)
            if (createCustomerOnSignUp) await ensureCustomer(context, heir, ctx.context)
          })
        }
        if (keepsCopy && ctx) await forget(ctx.context.adapter, user.id)
      },
    },
  }
}

/**
 * An administrator's way of deleting a user asks nobody. It is stopped before the first thing of the user goes, which are
 * the sessions, then the accounts: a user without them could not sign in any more.
 */
export function hooksOfRemoval(settle: (user_id: string) => Promise<void>) {
  const settling = new WeakMap<object, Promise<void>>()
  async function before(user_id: string, ctx: HookContext): Promise<void> {
    if (ctx?.path !== '/admin/remove-user') return
    const once = settling.get(ctx) ?? settle(user_id)
    settling.set(ctx, once)
    await once
  }
  return {
    session: { delete: { before: ({ userId }, ctx) => before(userId, ctx) } },
    account: { delete: { before: ({ userId }, ctx) => before(userId, ctx) } },
    user: { delete: { before: ({ id }, ctx) => before(id, ctx) } },
  } satisfies AllHooks
}

/** Whether whoever asks is an anonymous user as yet. */
async function comesAnonymously(ctx: HookContext): Promise<boolean> {
  if (!ctx?.headers) return false
  const { authCookies, secret, internalAdapter } = ctx.context
  const token = await ctx.getSignedCookie(authCookies.sessionToken.name, secret)
  const found = token ? await internalAdapter.findSession(token) : null
  if ((found?.user as Kept | undefined)?.isAnonymous) return true
  // An app that comes back from a social login without its cookie.
  return typeof (await getOAuthState())?.serverContext?.anonymousUserId === 'string'
}

function inBackground(ctx: HookContext, whatFailed: string, run: () => Promise<unknown>): void {
  const running = run().catch((error: unknown) => ctx?.context.logger.error(`Polar: ${whatFailed}`, error))
  ctx?.context.runInBackground?.(running)
}
