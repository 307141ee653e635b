import { PolarFault, type Polar } from '@verge/polar/client'
import type { InputOf, Operation, OutputOf } from '@verge/polar/contract/operation'
import { notFound, Refusal } from '@verge/polar/refusals'
import { readBack } from './read-back.ts'

/** A client of one visit, and whether anything may have been changed through it. */
export interface Noted {
  polar: Polar
  mayHaveChanged(): boolean
}

/** The answer to a write was lost, and nothing had changed when somebody looked afterwards. */
export class NotDone extends Error {
  override readonly name = 'NotDone'

  constructor(cause: unknown) {
    super('Polar did not do it', { cause })
  }
}

/** Where the answer to a write was lost, it looks what came of it before anybody is told. */
export function noting(polar: Polar): Noted {
  let changed = false

  async function call<const O extends Operation>(operation: O, input: InputOf<O>): Promise<OutputOf<O>> {
    refuseUnlessThere(operation)
    try {
      const output = await polar.call(operation, input)
      if (operation.method !== 'GET') changed = true
      return output
    } catch (error) {
      if (operation.method === 'GET' || leftNothing(error)) throw error
      return lookAgain(operation, input, error)
    }
  }

  async function file<const O extends Operation>(operation: O, input: InputOf<O>) {
    refuseUnlessThere(operation)
    return polar.file(operation, input)
  }

  /** A page that asks for what this Polar lacks is a page that it does not have. */
  function refuseUnlessThere(operation: Operation): void {
    if (!polar.supports(operation)) throw notFound()
  }

  async function lookAgain<const O extends Operation>(
    operation: O,
    input: InputOf<O>,
    error: unknown,
  ): Promise<OutputOf<O>> {
    const looking = error instanceof PolarFault ? readBack(operation, polar, input as object) : undefined
    const seen = await looking?.catch(() => undefined)
    if (seen === null) throw new NotDone(error)
    changed = true
    if (seen === undefined) throw error
    return seen.output as OutputOf<O>
  }
  return { polar: { ...polar, call, file }, mayHaveChanged: () => changed }
}

function leftNothing(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof PolarFault && error.kind === 'unavailable')
}
