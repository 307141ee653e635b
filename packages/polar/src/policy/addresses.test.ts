import { expect, it } from 'vitest'
import { addressLines, shortState, withFullState } from './addresses.ts'

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

it.each([
  ['US', 'US-NY', 'New York', '10014', ['New York, NY 10014']],
  ['US', null, 'New York', '10014', ['New York 10014']],
  ['AU', 'NSW', 'Sydney', '2000', ['Sydney, NSW 2000']],
  ['GB', null, 'London', 'SW1Y 4JH', ['London', 'SW1Y 4JH']],
  ['DE', null, 'Berlin', '10999', ['10999 Berlin']],
  ['IT', 'Roma', 'Rome', '00184', ['00184 Rome', 'Roma']],
  ['HK', null, null, null, []],
])(
  'writes an address in %s (state %s) as on an envelope there',
  (country, state, city, postal_code, place) => {
    const address = { line1: '1 High Street', line2: null, postal_code, city, state, country }
    expect(addressLines(address, (code) => `in ${code}`)).toEqual([
      '1 High Street',
      ...place,
      `in ${country}`,
    ])
  },
)
