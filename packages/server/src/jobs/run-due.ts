import {
  claimDue,
  concludeClaim,
  failClaim,
  HeldBack,
  nextDue,
  parkClaim,
  releaseClaims,
  type Claim,
  type Share,
} from '../operations/due-work/claim.ts'
import { parkVanished } from '../operations/due-work/parked.ts'
import { UnknownOutcome } from '../ports/unknown-outcome.ts'
import type { Ports } from '../ports/ports.ts'
import { handlers } from './handlers.ts'

/** What went wrong with something that was due, and whether nobody tries it any more. */
export interface Trouble {
  kind: string
  subject_ids: readonly string[]
  isParked: boolean
  error: unknown
}

/** One of those who work on what is due; any number of them do so side by side. */
export interface Worker {
  name: string
  /** What it works on; all of it where nothing is said. */
  share?: Share
  /** With somebody to tell, a failure stops nothing else. Without, it ends the run, as the end of the process would. */
  told?(trouble: Trouble): void
  /** Begins nothing new once this is aborted. */
  stopping?: AbortSignal
}

const nobody: Worker = { name: 'nobody in particular' }

/** Does everything that is due by now, in order, and says how much there was. */
export async function runDue(ports: Ports, worker: Worker = nobody): Promise<number> {
  let done = 0
  for (let claims = await claim(); claims.length > 0; claims = await claim()) {
    while (claims.length > 0 && !worker.stopping?.aborted) {
      // Who waits for one stranger's answer makes nobody else wait for it.
      const next = worker.share === 'webhooks' ? claims.splice(0) : [claims.shift()!]
      await Promise.all(next.map((one) => work(ports, worker, one)))
      for (const { subject_ids } of next) done += subject_ids.length
    }
    await releaseClaims(ports, claims)
  }
  for (const { kind, subject_id, parked_reason } of await parkVanished(ports))
    worker.told?.({ kind, subject_ids: [subject_id], isParked: true, error: new Error(parked_reason!) })
  return done

  async function claim(): Promise<Claim[]> {
    return worker.stopping?.aborted ? [] : claimDue(ports, worker.name, worker.share)
  }
}

/** Moves a clock to `to`, stopping wherever something falls due, so that each thing happens at its own time. */
export async function advanceClock(
  ports: Ports,
  moveTo: (date: Date) => void | Promise<void>,
  to: Date,
  worker: Worker = nobody,
): Promise<void> {
  const next = () => nextDue(ports, to, worker.share)
  for (let at = await next(); at; at = await next()) {
    if (at > ports.clock.now()) await moveTo(at)
    await runDue(ports, worker)
  }
  if (to > ports.clock.now()) await moveTo(to)
}

async function work(ports: Ports, worker: Worker, claim: Claim): Promise<void> {
  try {
    await handlers[claim.kind]({ ...ports, requestId: `${claim.kind}/${claim.fence}` }, claim)
  } catch (error) {
    return failed(ports, worker, claim, error)
  }
  await concludeClaim(ports, claim)
}

/** What is held back is parked at once, and the rest goes on. One that fails drags nobody of its batch along. */
async function failed(ports: Ports, worker: Worker, claim: Claim, error: unknown): Promise<void> {
  const { kind, subject_ids } = claim
  if (error instanceof HeldBack) {
    const parked = { ...claim, subject_ids: error.subject_ids }
    await parkClaim(ports, parked, error.message)
    worker.told?.({ kind, subject_ids: parked.subject_ids, isParked: true, error })
    const rest = subject_ids.filter((id) => !parked.subject_ids.includes(id))
    if (rest.length > 0) await work(ports, worker, { ...claim, subject_ids: rest })
    return
  }
  if (!worker.told) throw error
  // Nobody answered, and nothing is broken: it waits, however long that takes, and is never parked for it.
  if (error instanceof UnknownOutcome) return concludeClaim(ports, claim)
  if (subject_ids.length > 1) {
    for (const id of subject_ids) await work(ports, worker, { ...claim, subject_ids: [id] })
    return
  }
  const reason = error instanceof Error ? error.message : String(error)
  const isParked = await failClaim(ports, claim, reason)
  worker.told({ kind, subject_ids, isParked, error })
}
