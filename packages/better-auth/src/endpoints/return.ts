import { APIError, createAuthEndpoint, sensitiveSessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import { liveSubscriptions } from '../live.ts'
import { once } from '../once.ts'
import type { PluginContext } from '../plugin-context.ts'
import { readReturn, remoteKeys, type KeysOf, type PortalReturn } from '../portal-return.ts'
import { organizationId, referenceOf } from '../references.ts'
import { refusal } from '../refuse.ts'

const body = z
  .object({
    /** `portal_result` of the address that the portal led back to; without it the live state alone is read. */
    result: z.string().max(8192).optional(),
    /** Whose portal it was, where it was an organization's. */
    organizationId,
  })
  .optional()

/**
 * `POST /customer/return`: what was done in the portal, once, and the subscriptions as they are now. Where the portal signs
 * nothing, `action` is null and the subscriptions are just as live.
 */
export function returnEndpoint(context: PluginContext, keysOf: KeysOf = remoteKeys()) {
  return createAuthEndpoint(
    '/customer/return',
    {
      method: 'POST',
      body,
      use: [sensitiveSessionMiddleware],
      metadata: { openapi: { operationId: 'returnFromPortal', summary: 'Comes back from the portal' } },
    },
    async (ctx) => {
      const { user } = ctx.context.session
      const asked = { user, referenceId: ctx.body?.organizationId, action: 'return' } as const
      const external_id = await referenceOf(context, asked)
      const said = ctx.body?.result ? await verified(ctx.body.result, external_id) : null
      const live = await liveSubscriptions(context, ctx.context, external_id, said?.subscription)
      return ctx.json({
        action: said?.action ?? null,
        subscription_id: said?.subscription?.id ?? null,
        ...live,
      })

      async function verified(result: string, external_id: string): Promise<PortalReturn | null> {
        const said = await read(result, external_id).catch((error: unknown) => {
          if (error instanceof APIError) throw error
          // Nobody can say whether it is true now: the state is told without it.
          ctx.context.logger.error('Polar: the keys of the portal cannot be had', error)
          return null
        })
        if (!said) return null
        if (said.sub !== external_id) throw refusal('RETURN_FOREIGN')
        const expiresAt = new Date(said.exp * 1000 + rememberedMs)
        if (!(await once(ctx.context.internalAdapter, `polar-return:${said.jti}`, expiresAt)))
          throw refusal('RETURN_REPLAYED')
        return said
      }

      async function read(result: string, external_id: string): Promise<PortalReturn> {
        const issuer = await context.door.issuer(external_id)
        if (!issuer) throw refusal('RETURN_FOREIGN')
        const isOurs = (origin: string) => ctx.context.isTrustedOrigin(origin, { allowRelativePaths: false })
        return readReturn(result, { issuer, keys: keysOf(issuer), isOurs }, context.now())
      }
    },
  )
}

/** Longer than it is believed, whatever the clocks say. */
const rememberedMs = 10 * 60 * 1000
