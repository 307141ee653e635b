import { describe, expect, it } from 'vitest'
import { secretsAfter, secretsAt } from './webhook-secret.ts'

const now = new Date('2027-01-31T12:00:00Z')
const after = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
const url = 'https://app.example.com/hook'
const first = { url, secret: 'first', previous_secret: null, previous_secret_until: null }

describe('a new secret', () => {
  const second = { url, ...secretsAfter(first, { secret: 'second' }, now) }

  it('signs beside the one before for a day, and alone from then on', () => {
    expect(secretsAt(first, now)).toEqual(['first'])
    expect(secretsAt(second, now)).toEqual(['second', 'first'])
    expect(secretsAt(second, after(23.9))).toEqual(['second', 'first'])
    expect(secretsAt(second, after(24))).toEqual(['second'])
  })

  it('that is replaced within the day leaves two, never three', () => {
    const third = secretsAfter(second, { secret: 'third' }, after(1))
    expect(secretsAt(third, after(2))).toEqual(['third', 'second'])
    expect(secretsAt(third, after(25))).toEqual(['third'])
  })

  it('that is the one before it again holds, and the other signs beside it', () => {
    expect(secretsAt(secretsAfter(second, { secret: 'first' }, after(1)), after(1))).toEqual([
      'first',
      'second',
    ])
  })

  it('at a new address signs alone', () => {
    const moved = secretsAfter(first, { url: 'https://new.example.com/', secret: 'second' }, now)
    expect(secretsAt(moved, now)).toEqual(['second'])
  })
})

it('any other change leaves the secrets and their day as they are, but for a new address', () => {
  const second = { url, ...secretsAfter(first, { secret: 'second' }, now) }
  expect(secretsAfter(second, {}, after(1))).toMatchObject({ previous_secret_until: after(24) })
  expect(secretsAfter(second, { url, secret: 'second' }, after(1))).toMatchObject({
    previous_secret_until: after(24),
  })
  expect(secretsAt(secretsAfter(second, { url: 'https://new.example.com/' }, after(1)), after(1))).toEqual([
    'second',
  ])
})
