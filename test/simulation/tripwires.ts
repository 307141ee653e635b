/** Time, chance and the network that did not come through a port while product code ran. */
export class Tripped extends Error {
  override readonly name = 'Tripped'
}

let isWatched = false
let tripped: string[] = []

/** Until the given function is called, whoever asks the machine for the time, for chance or for the network is caught. */
export function watchTripwires(): () => void {
  isWatched = true
  return () => {
    isWatched = false
    const [first] = tripped.splice(0)
    if (first) throw new Tripped(`I34 ${first} was asked for beside the ports`)
  }
}

/** Noted as well as thrown: product code may swallow what is thrown. */
function trip(what: string): void {
  // The database in memory has timers of its own.
  if (!isWatched || new Error().stack?.includes('pglite')) return
  tripped.push(what)
  throw new Tripped(what)
}

/** Lays the wires in this process; gives back how to take them up again. */
export function layTripwires(): () => void {
  const { Date, fetch, setTimeout, setInterval } = globalThis
  const { random } = Math
  const { getRandomValues, randomUUID } = globalThis.crypto
  globalThis.Date = new Proxy(Date, {
    construct(target, values, self) {
      if (values.length === 0) trip('new Date()')
      return Reflect.construct(target, values, self) as object
    },
    get: (target, key) => {
      if (key === 'now') return () => (trip('Date.now'), target.now())
      const value: unknown = Reflect.get(target, key)
      return value
    },
  })
  Math.random = () => (trip('Math.random'), random())
  globalThis.fetch = (...call) => (trip('fetch'), fetch(...call))
  const wired =
    <Call extends (...values: never[]) => unknown>(name: string, call: Call) =>
    (...values: Parameters<Call>) => (trip(name), call(...values))
  Object.assign(globalThis, {
    setTimeout: wired('setTimeout', setTimeout),
    setInterval: wired('setInterval', setInterval),
  })
  Object.assign(globalThis.crypto, {
    getRandomValues: wired('crypto.getRandomValues', getRandomValues.bind(globalThis.crypto)),
    randomUUID: wired('crypto.randomUUID', randomUUID.bind(globalThis.crypto)),
  })
  return () => {
    Math.random = random
    Object.assign(globalThis, { Date, fetch, setTimeout, setInterval })
    Object.assign(globalThis.crypto, { getRandomValues, randomUUID })
  }
}
