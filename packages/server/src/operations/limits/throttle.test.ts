import { describe, expect, it } from 'vitest'
import { createThrottle } from './throttle.ts'

const start = new Date('2027-01-31T12:00:00Z')

function ticking() {
  let at = start
  const throttle = createThrottle({ now: () => at })
  return { throttle, pass: (ms: number) => void (at = new Date(at.getTime() + ms)) }
}

describe('whoever asks too often', () => {
  it('waits for the next second, and nobody else does', () => {
    const { throttle, pass } = ticking()
    for (let times = 0; times < 100; times++) expect(throttle.count('token', 'one')).toBeNull()
    expect(throttle.count('token', 'one')).toBe(1)
    expect(throttle.count('token', 'other')).toBeNull()
    pass(1_000)
    expect(throttle.count('token', 'one')).toBeNull()
  })

  it('with tokens that nobody gave out waits for the minute to pass', () => {
    const { throttle, pass } = ticking()
    for (let times = 0; times < 60; times++) throttle.count('stranger', '198.51.100.1')
    expect(throttle.wait('stranger', '198.51.100.1')).toBeNull()
    pass(20_000)
    expect(throttle.count('stranger', '198.51.100.1')).toBe(40)
    expect(throttle.wait('stranger', '198.51.100.1')).toBe(40)
  })
})
