import { describe, expect, it } from 'vitest'
import { speaking } from './speaking.ts'

describe('messages', () => {
  const messagesFor = speaking({
    en: {
      plain: 'Nothing was changed.',
      seats: { count: 'You have {count, plural, one {# seat} other {# seats}} of {product}.' },
    },
    de: {
      plain: 'Es wurde nichts geändert.',
      seats: { count: 'Sie haben {count, plural, one {# Platz} other {# Plätze}} von {product}.' },
    },
  })

  it('are texts, or functions of the values that a text names', () => {
    expect(messagesFor('en').plain).toBe('Nothing was changed.')
    expect(messagesFor('en').seats.count({ count: 1, product: 'Pro' })).toBe('You have 1 seat of Pro.')
    expect(messagesFor('de').seats.count({ count: 12_000, product: 'Pro' })).toBe(
      'Sie haben 12.000 Plätze von Pro.',
    )
    expect(messagesFor('en-IN').seats.count({ count: 1_200_000, product: 'Pro' })).toBe(
      'You have 12,00,000 seats of Pro.',
    )
  })

  it('demand the values by their names and kinds', () => {
    const { seats } = messagesFor('en')
    // @ts-expect-error The product is missing.
    expect(() => seats.count({ count: 2 })).toThrow('product')
    // @ts-expect-error What is counted is a number.
    expect(seats.count({ count: '2', product: 'Pro' })).toContain('2 seats')
  })

  it('take values as they are, markup and braces too', () => {
    expect(messagesFor('en').seats.count({ count: 2, product: '<b>{name}</b> it’s' })).toBe(
      'You have 2 seats of <b>{name}</b> it’s.',
    )
  })

  it('keep what is written in the other direction apart from the sentence around it', () => {
    const { seats } = messagesFor('en')
    expect(seats.count({ count: 2, product: 'פרו' })).toBe('You have 2 seats of \u2068פרו\u2069.')
  })
})
