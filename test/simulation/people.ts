import { buysOnce, makers, subscribes } from './actions.ts'
import { changesInTheMiddle } from './changing-actions.ts'
import type { Chance } from './chance.ts'
import { aPeriodGoesBy } from './time-actions.ts'
import { listens, webhookMakers } from './webhook-actions.ts'
import type { Maker } from './world.ts'

/** Who acts in a simulation, each as often as they are in it. */
export interface People {
  all: readonly Maker[]
  /** At first: what the others do takes somebody who has bought something. */
  first: readonly Maker[]
}

/**
 * Each simulation has people of its own: some things are never done in it, others over and over, so that what takes three
 * of a kind in a row happens too. Nobody listens to webhooks in most of them, because each takes time.
 */
export function peopleBy(chance: Chance): People {
  const isHeard = chance.happens(0.4)
  const all = makers.flatMap((maker) => {
    const isOut = webhookMakers.includes(maker) && !isHeard
    const times = Math.max(chance.pick([0, 1, 1, 2, 5]), everywhere.includes(maker) ? 1 : 0)
    return Array.from({ length: isOut ? 0 : times }, () => maker)
  })
  const buyers = [subscribes, subscribes, buysOnce]
  const beginners = isHeard ? [...buyers, listens] : buyers
  const many = Array.from({ length: Math.ceil(all.length / beginners.length) }, () => beginners)
  return { all, first: [...all, ...many.flat()] }
}

/** Without them nothing would come of the rest. */
const everywhere: readonly Maker[] = [subscribes, buysOnce, aPeriodGoesBy, listens, changesInTheMiddle]
