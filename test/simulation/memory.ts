import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const seedsOfBeginning = 40
const growthMax = 0.05

/** I35: what a world leaves behind when it is gone is nothing. Says now and then by how much more is held than at first; null: by too little to speak of. */
export function watchMemory(): (seedsGone: number) => number | null {
  let atFirst = 0
  return (seedsGone) => {
    if (seedsGone < seedsOfBeginning || seedsGone % seedsOfBeginning !== 0) return null
    collect()
    const { heapUsed } = process.memoryUsage()
    if (seedsGone === seedsOfBeginning) atFirst = heapUsed
    const growth = heapUsed / atFirst - 1
    return growth > growthMax ? growth : null
  }
}
