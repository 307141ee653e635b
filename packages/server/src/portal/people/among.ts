import { Refusal } from '@verge/polar/refusals'
import type { Visit } from '../visit.ts'

/**
 * For whoever looks after a team's people. A customer who is no team has none: asked for them, the API would say that nobody
 * is signed in, and end the session here.
 */
export function amongPeople<Asked, Answer>(run: (visit: Visit, asked: Asked) => Promise<Answer>) {
  return async (visit: Visit, asked: Asked): Promise<Answer> => {
    const { has_people, has_say_in_billing } = visit.session
    if (has_people) return run(visit, asked)
    throw has_say_in_billing
      ? new Refusal('ResourceNotFound', 'Not found')
      : new Refusal('NotPermitted', 'Others look after the people of this account.')
  }
}
