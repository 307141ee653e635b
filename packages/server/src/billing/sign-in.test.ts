import { expect, it } from 'vitest'
import { byEmail, codeEnd, codeFrom, codesInAll, codeTyped, triesMax, wrongInAll } from './sign-in.ts'

const now = new Date('2027-01-31T12:00:00Z')
const perDay = ({ windows }: typeof byEmail) =>
  Math.min(...windows.map(({ seconds, max }) => (max * 86_400) / seconds))

it('draws six letters or digits that cannot be taken for one another, each as often', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const drawn = Map.groupBy(bytes, (byte) => codeFrom(Uint8Array.of(byte, 0, 0, 0, 0, 0))[0])
  expect([...drawn.values()].map((all) => all.length)).toEqual(Array(32).fill(8))
  expect([...drawn.keys()].join('')).toMatch(/^[A-HJ-NP-Z2-9]{32}$/)
  expect(codeFrom(bytes)).toHaveLength(6)
})

it.each(['ABC234', 'abc234', ' ABC 234\n', 'abc-234', 'A B C 2 3 4', 'ABC\u00a0234'])(
  'takes %j for the code that was meant',
  (text) => expect(codeTyped(text)).toBe('ABC234'),
)

it('ends a code after half an hour, and after ten minutes where a browser holds its other half', () => {
  expect(codeEnd(now, false)).toEqual(new Date('2027-01-31T12:30:00Z'))
  expect(codeEnd(now, true)).toEqual(new Date('2027-01-31T12:10:00Z'))
})

it('lets nobody guess into an account in a day but once in ten thousand tries of it', () => {
  const onPages = (perDay(byEmail) * triesMax) / codesInAll
  // Of those that count by themselves alone, so many can live at once for one address.
  const livingMax = 10
  const byApi = (perDay(wrongInAll) * livingMax) / codesInAll
  expect(onPages + byApi).toBeLessThan(1e-4)
})
