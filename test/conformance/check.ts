import type { Polar } from '@polar-sh/sdk'
import type { createPolar } from 'polar-sdk-1/2026-10'
import type { Trial } from './trial.ts'
import type { Wire } from './wire.ts'

/** Cannot be tried on this server; says what it would need. */
export class NotTried extends Error {
  override readonly name = 'NotTried'
}

export type Client1 = ReturnType<typeof createPolar>
export type Client0 = Polar
/** The customer's or the seller's own token, as the client 0.47.1 takes it. */
export type Security = { customerSession: string }

/** How an operation of Polar's is called, by each of its clients and without one. */
export interface Calls<Given> {
  /** The one status of success. */
  ok: 200 | 201 | 202 | 204
  /** What it needs, made anew for each caller. A customer's token stands in `token`; without one the seller calls. */
  given?(trial: Trial): Promise<Given & { token?: string }>
  raw(given: Given): {
    params?: Record<string, string>
    query?: string
    body?: unknown
    headers?: Record<string, string>
  }
  /** By the client 1.0.1, in each of its API versions. */
  v1?(polar: Client1, given: Given): Promise<unknown>
  /** By the client 0.47.1. */
  v0?(polar: Client0, given: Given, security: Security): Promise<unknown>
  /** The official name of what is answered, where the client 1.0.1 has no such call. */
  type?: string
  /** Who may call without a token at all. */
  open?: true
  /** Twice comes to the same as once, so that all callers share what is made for it. Reading always does. */
  repeatable?: true
  /** It stays open and tells of events as they happen. */
  streams?: true
  /** What the answer says, in the wire's words, whoever called. */
  shows?(answer: Wire, given: Given, trial: Trial): void | Promise<void>
}

export interface OperationCheck {
  kind: 'operation'
  /** Must, should or later, as the contract marks it. */
  mark: 'M' | 'S' | 'L'
  method: string
  path: string
  calls: Calls<unknown>
}

/** One claim about what can be seen from outside. */
export interface BehaviourCheck {
  kind: 'behaviour' | 'rule'
  /** B001 to B140 are the contract's own numbers. */
  id: string
  says: string
  run(trial: Trial): Promise<void>
}

export type Check = OperationCheck | BehaviourCheck

export function operation<Given = object>(
  mark: OperationCheck['mark'],
  route: string,
  calls: Calls<Given>,
): OperationCheck {
  const [method, path] = route.split(' ') as [string, string]
  return { kind: 'operation', mark, method, path, calls }
}

export function behaviour(number: number, says: string, run: BehaviourCheck['run']): BehaviourCheck {
  return { kind: 'behaviour', id: `B${String(number).padStart(3, '0')}`, says, run }
}

/** What the contract says of every operation alike. */
export function rule(id: string, says: string, run: BehaviourCheck['run']): BehaviourCheck {
  return { kind: 'rule', id, says, run }
}

/** A behaviour that nobody can bring about on this server from outside, and why. */
export function cannotTry(number: number, says: string, why: string): BehaviourCheck {
  return behaviour(number, says, async () => {
    throw new NotTried(why)
  })
}
