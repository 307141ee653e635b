import { advanceClock, runDue, type Trouble } from '@verge/server/jobs/run-due'
import type { Chance } from './chance.ts'
import { anySubscription } from './found.ts'
import { isWeather, type Action, type Maker, type Simulated } from './world.ts'

const hour = 3_600_000

/** What time does to everybody, and whoever works on what has fallen due meanwhile. */
export const timeMakers: readonly Maker[] = [
  async function timePasses(world, chance) {
    const hours = chance.pick([1, 12, 24, 24 * 3, 24 * 8, 24 * 31, 24 * 70])
    const to = new Date(world.ports.clock.now().getTime() + hours * hour)
    return {
      name: `${hours} hours pass`,
      doesAllThatIsDue: true,
      run: (ports) => advanceClock(ports, world.moveTo, to),
    }
  },

  async function aBoundaryComes(world, chance) {
    const found = await anySubscription(world, chance)
    if (!found || found.ended_at || found.current_period_end <= world.ports.clock.now()) return null
    const offset = chance.pick([-1000, -1, 0, 1, 1000])
    return {
      name: `a period's end is ${-offset} ms away`,
      run: async () => world.moveTo(new Date(found.current_period_end.getTime() + offset)),
    }
  },

  async function theServerWasOff(world, chance) {
    const hours = chance.pick([5, 24 * 4, 24 * 45, 24 * 100, chance.happens(0.05) ? 24 * 3652 : 6])
    const to = new Date(world.ports.clock.now().getTime() + hours * hour)
    return {
      name: `the server was off for ${hours} hours`,
      async run(ports) {
        world.moveTo(to)
        await runDue(ports)
      },
    }
  },

  async function theClockStepsBack(world, chance) {
    if (!chance.happens(0.2)) return null
    const to = new Date(world.ports.clock.now().getTime() - hour)
    return { name: 'the clock steps back an hour', run: async () => world.moveTo(to) }
  },

  aPeriodGoesBy,

  async function aPeriodGoesHalfBy(world, chance) {
    const found = await anySubscription(world, chance, ({ ended_at }) => ended_at === null)
    if (!found) return null
    const [start, end] = [found.current_period_start.getTime(), found.current_period_end.getTime()]
    const to = new Date(start + Math.round(((end - start) * (1 + chance.below(9))) / 10_000) * 1_000)
    if (to <= world.ports.clock.now()) return null
    return {
      name: 'a part of a period goes by',
      doesAllThatIsDue: true,
      run: (ports) => advanceClock(ports, world.moveTo, to),
    }
  },

  async function dueWorkRuns() {
    return { name: 'due work runs', doesAllThatIsDue: true, run: (ports) => runDue(ports) }
  },

  aWorkerWorks,
]

/** Up to the very end of it, or somewhat later. */
export async function aPeriodGoesBy(world: Simulated, chance: Chance): Promise<Action | null> {
  const found = await anySubscription(world, chance)
  const later = chance.pick([0, 0, 1, 24])
  if (!found || found.ended_at || found.current_period_end <= world.ports.clock.now()) return null
  const to = new Date(found.current_period_end.getTime() + later * hour)
  return {
    name: `a period goes by, and ${later} hours`,
    doesAllThatIsDue: true,
    run: (ports) => advanceClock(ports, world.moveTo, to),
  }
}

/** As the server does it: a failure is told, tried again later, and stops nothing else. */
async function aWorkerWorks(_world: Simulated, chance: Chance): Promise<Action> {
  const name = `worker ${chance.below(3)}`
  return {
    name,
    async run(ports) {
      const defects: unknown[] = []
      const told = ({ error, isParked }: Trouble) => {
        if (!isParked && !isWeather(error)) defects.push(error)
      }
      await runDue(ports, { name, told })
      if (defects.length > 0) throw defects[0]
    },
  }
}
