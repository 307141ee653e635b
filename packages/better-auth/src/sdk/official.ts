/** @ts-ignore An app may have 1.x, whose client is not here, or none of Polar's: then nothing is known of this type. */
import type { Polar } from '@polar-sh/sdk'
/** @ts-ignore Likewise: 1.x keeps it elsewhere. */
import type { validateEvent } from '@polar-sh/sdk/webhooks'
import type { PolarSdk } from './provider-of.ts'

/** What is unknown to the compiler is `any`, which stands in for everything; whoever asks is told `Otherwise` instead. */
export type Known<Type, Otherwise> = [unknown] extends [Type] ? Otherwise : Type

/** The client of 0.47 where the app has it. */
export type OfficialClient = Known<Polar, PolarSdk>
/** Every event that the client of 0.47 knows, in its own shape; never, where the app has no such client. */
export type OfficialEvent = Known<ReturnType<typeof validateEvent>, never>
