import type { InputOf, Operation, OutputOf } from '@verge/polar/contract/operation'
import type { Anonymous, CustomerActor, MemberActor, OrganizationActor } from '../operations/actor.ts'
import type { Ports } from '../ports/ports.ts'

type ActorOf<O extends Operation> = O['gate'] extends 'organization'
  ? OrganizationActor
  : O['gate'] extends 'customer' | 'billing'
    ? CustomerActor
    : O['gate'] extends 'team'
      ? MemberActor
      : Anonymous

export interface Binding {
  operation: Operation
  run(ports: Ports, actor: never, input: never): Promise<unknown>
}

/** The same for one whose answer is more than its output: a file, or a stream. */
export function bindAnswer<O extends Operation>(
  operation: O,
  run: (ports: Ports, actor: ActorOf<O>, input: InputOf<O>) => Promise<Response>,
): Binding {
  return { operation, run }
}

/** Ties an operation of the contract to the function that carries it out. */
export function bind<O extends Operation>(
  operation: O,
  run: (ports: Ports, actor: ActorOf<O>, input: InputOf<O>) => Promise<OutputOf<O>>,
): Binding {
  return { operation, run }
}
