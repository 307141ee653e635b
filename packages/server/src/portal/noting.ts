import { PolarFault, type Polar } from '@verge/polar/client'
import type { InputOf, Operation, OutputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'

/** A client of one visit, and whether anything may have been changed through it. */
export interface Noted {
  polar: Polar
  mayHaveChanged(): boolean
}

export function noting(polar: Polar): Noted {
  let changed = false

  async function call<const O extends Operation>(operation: O, input: InputOf<O>): Promise<OutputOf<O>> {
    try {
      const output = await polar.call(operation, input)
      if (operation.method !== 'GET') changed = true
      return output
    } catch (error) {
      if (operation.method !== 'GET' && !leftNothing(error)) changed = true
      throw error
    }
  }
  return { polar: { ...polar, call }, mayHaveChanged: () => changed }
}

function leftNothing(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof PolarFault && error.kind === 'unavailable')
}
