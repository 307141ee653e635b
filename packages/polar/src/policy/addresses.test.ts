import { expect, it } from 'vitest'
import { shortState, withFullState } from './addresses.ts'

it.each([
  ['US', 'CA', 'US-CA', 'CA'],
  ['US', ' ny ', 'US-NY', 'NY'],
  ['US', 'US-TX', 'US-TX', 'TX'],
  ['US', 'California', 'California', 'California'],
  ['CA', 'ON', 'CA-ON', 'ON'],
  ['DE', 'BY', 'BY', 'BY'],
  ['US', null, null, null],
])('in %s the state %s is kept as %s and shown as %s', (country, state, kept, shown) => {
  const address = withFullState({ country, state })
  expect(address.state).toBe(kept)
  expect(withFullState(address)).toEqual(address)
  expect(shortState(address)).toBe(shown)
})
