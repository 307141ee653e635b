/** Longer than the provider waits for an answer: who began that long ago and has not come to an end is gone. */
export const leaseMs = 60_000
