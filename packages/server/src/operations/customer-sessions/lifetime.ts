import { addMinutes } from '../../billing/billing-period.ts'

/** As at Polar: of a token that programs call the API with. It is not renewed. */
export const tokenEnd = (now: Date) => addMinutes(now, 60)

/** Of somebody in the portal, however busy they are. */
export const portalEnd = (now: Date) => addMinutes(now, 8 * 60)

/** Whoever was in the portal last before this is there no more. */
export const idleSince = (now: Date) => addMinutes(now, -30)

/** Writing each look down would cost more than a minute of exactness is worth. */
export const isToBeSeen = (seen_at: Date, now: Date) => seen_at <= addMinutes(now, -1)
