import { hear, known, type Store } from '../copy/copy.ts'
import type { PolarErrorCode } from '../error-codes.ts'
import { Denied, type OwnAccount } from '../own-account.ts'
import type { PluginContext } from '../plugin-context.ts'
import { ProviderFailure, type SubscriptionState } from '../provider.ts'
import { referenceOf } from '../references.ts'
import { answered, refusal } from '../refuse.ts'

export interface Acting {
  context: {
    session: { user: { id: string; email: string; isAnonymous?: boolean } }
    adapter: Store
    logger: { error(message: string, ...details: unknown[]): void }
  }
}
interface Asked {
  organizationId: string | undefined
  action: 'manage' | 'list'
  /** Of what is asked for, where it is not the customer's. */
  missing: PolarErrorCode
}

/** The customer that this request may act for, and what they may do. */
export async function accountOf(
  context: PluginContext,
  { context: { session, logger } }: Acting,
  { organizationId, action, missing }: Asked,
): Promise<{ external_id: string; account: OwnAccount }> {
  const { user } = session
  if (user.isAnonymous) throw refusal('UNAUTHORIZED')
  const external_id = await referenceOf(context, { user, referenceId: organizationId, action })
  const account = await answered(context.provider.actAs(external_id), logger)
  if (!account) throw refusal(missing)
  return { external_id, account }
}

/** What the provider's names of a refusal mean to an app. */
const meanings: Record<string, PolarErrorCode> = {
  AlreadyCanceledSubscription: 'ALREADY_CANCELED',
  ResourceUnavailable: 'SUBSCRIPTION_ENDED',
  QuoteOutdated: 'QUOTE_OUTDATED',
  PaymentFailed: 'PAYMENT_DECLINED',
  PaymentMethodRequired: 'PAYMENT_METHOD_REQUIRED',
  PaymentAlreadyInProgress: 'PAYMENT_UNDERWAY',
  CannotPauseSubscription: 'PAUSE_NOT_POSSIBLE',
  NoScheduledPause: 'PAUSE_NOT_POSSIBLE',
  NotPausedSubscription: 'PAUSE_NOT_POSSIBLE',
  PauseResumeNotAllowed: 'ACTION_NOT_ALLOWED',
  UpdateSubscriptionPlanNotAllowed: 'ACTION_NOT_ALLOWED',
  NotPermitted: 'ACTION_NOT_ALLOWED',
  MissingInvoiceBillingDetails: 'INVOICE_NOT_READY',
  OrderNotEligibleForInvoice: 'INVOICE_NOT_READY',
  InvoiceDoesNotExist: 'INVOICE_NOT_READY',
}

interface Wording {
  missing: PolarErrorCode
  /** What a refusal means here that only says that the input is wrong. */
  otherwise: PolarErrorCode
}

/** A no of the provider under the plugin's own code. Silence stays what it is. */
export async function told<Result>(call: Promise<Result>, { missing, otherwise }: Wording): Promise<Result> {
  return call.catch((error: unknown) => {
    if (!(error instanceof Denied)) throw error
    const known = meanings[error.why]
    if (known) throw refusal(known)
    if (error.status === 404) throw refusal(missing)
    // An id of no form, or what does not go as things stand.
    throw refusal(otherwise)
  })
}

export interface Attempt {
  external_id: string
  subscription_id: string
  /** Asked for once, whatever comes of it. */
  run: () => Promise<SubscriptionState>
  /** Whether the state shows that it was done; a lost answer is looked up by it. */
  isDone: (state: SubscriptionState) => boolean
  otherwise: PolarErrorCode
}

/**
 * Changes one subscription, and takes the state that it left into the copy.
 *
 * @throws OUTCOME_UNKNOWN where no answer came and the state does not show it done
 */
export async function changed(
  { provider, keepsCopy, now }: PluginContext,
  { context: { adapter, logger } }: Acting,
  { external_id, subscription_id, run, isDone, otherwise }: Attempt,
): Promise<SubscriptionState> {
  const asked = told(run(), { missing: 'SUBSCRIPTION_NOT_FOUND', otherwise })
  const state = await asked.catch(async (error: unknown) => {
    if (!(error instanceof ProviderFailure)) throw error
    logger.error(`Polar: ${error.message}`, error.cause)
    if (error.kind === 'refused') throw refusal('PORTAL_MISCONFIGURED')
    const listed = await provider.subscriptionsOf(external_id).catch(() => [])
    const found = listed.find(({ id }) => id === subscription_id)
    if (found && isDone(found)) return found
    throw refusal('OUTCOME_UNKNOWN')
  })
  if (keepsCopy)
    await intoCopy(adapter, external_id, state, now()).catch((error: unknown) =>
      // It is done all the same; the next read puts the copy right.
      logger.error('Polar: what was changed could not be taken into the copy', error),
    )
  return state
}

/** A customer's own view has less in it than the seller's, which the copy keeps. */
async function intoCopy(
  adapter: Store,
  external_id: string,
  state: SubscriptionState,
  now: Date,
): Promise<void> {
  const before = await known(adapter, external_id)
  const kept = before?.subscriptions.find(({ id }) => id === state.id)
  if (kept) await hear(adapter, external_id, { ...kept, ...state }, now)
}
