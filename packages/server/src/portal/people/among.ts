import { Refusal } from '@verge/polar/refusals'
import type { Visit } from '../visit.ts'

/** For whoever looks after a team's people alone. Asked by anybody else the API would say that nobody is signed in, and end the session here. */
export function amongPeople<Asked, Answer>(run: (visit: Visit, asked: Asked) => Promise<Answer>) {
  return async (visit: Visit, asked: Asked): Promise<Answer> => {
    if (!visit.session.has_people) throw new Refusal('ResourceNotFound', 'Not found')
    return run(visit, asked)
  }
}
