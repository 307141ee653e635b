import { describe, expect, it } from 'vitest'
import { openFairShare } from './fair-share.ts'

/** A Polar that counts who asked, and everybody's way to it. */
function polar() {
  const asked = new Map<string, number>()
  let at = 0
  const fair = openFairShare({ now: () => at })
  const fetch = fair(async ({ headers }) => {
    const who = headers.get('authorization')!
    asked.set(who, (asked.get(who) ?? 0) + 1)
    return new Response('[]')
  })
  const ask = (who: string) =>
    fetch(new Request('https://polar.test/v1/orders/', { headers: { authorization: who } }))
  return { asked, ask, pass: (ms: number) => void (at += ms) }
}

describe('a customer who asks without end', () => {
  it('uses up a share and no more, and everybody else is answered all the time', async () => {
    const { asked, ask, pass } = polar()
    for (let second = 0; second < 60; second++) {
      for (let times = 0; times < 50; times++) await ask('greedy')
      for (const other of ['ada', 'grace', 'joan']) expect((await ask(other)).status).toBe(200)
      pass(1000)
    }
    expect(asked.get('greedy')).toBeLessThanOrEqual(300)
    const all = [...asked.values()].reduce((sum, count) => sum + count, 0)
    expect(all).toBeLessThan(500)
  })

  it('is told when to come again, and is answered then', async () => {
    const { asked, ask, pass } = polar()
    for (let times = 0; times < 120; times++) await ask('greedy')
    const refused = await ask('greedy')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '0.3'])
    expect(asked.get('greedy')).toBe(120)
    pass(500)
    expect((await ask('greedy')).status).toBe(200)
  })
})
